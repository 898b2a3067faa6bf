import type { DispatchHooks } from '../../../src/core/record/dispatch.js'
import { decision } from './sample.js'

/** The records that a gate makes for delivery, in short. */
export const gap: DispatchHooks['gap'] = (info) => decision('gap', { type: 'gap', gap: info })

export const aborted: DispatchHooks['aborted'] = (records) =>
  records.map(({ id }) =>
    decision(`${id} aborted`, {
      type: 'outcome',
      outcome: { status: 'aborted', rows: 0, code: 'audit_unavailable' },
    }),
  )
