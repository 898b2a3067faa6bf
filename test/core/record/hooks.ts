import type { DispatchHooks } from '../../../src/core/record/dispatch.js'
import type { SinkState } from '../../../src/core/record/news.js'
import { decision } from './sample.js'

let told = 0

/** The records that a gate makes for delivery, in short. */
const gap: DispatchHooks['gap'] = (info) => decision(`gap ${told++}`, { type: 'gap', gap: info })

const aborted: DispatchHooks['aborted'] = (records) =>
  records.map(({ id }) =>
    decision(`${id} aborted`, {
      type: 'outcome',
      outcome: { status: 'aborted', rows: 0, code: 'audit_unavailable' },
    }),
  )

/** What delivery needs of a gate, without a voice. */
export const hooks: DispatchHooks = {
  warn() {},
  gap,
  aborted,
  sink: (sink: SinkState) => decision(`sink ${told++}`, { type: 'sink', sink }),
  closed: () => decision('closed', { type: 'config', reason: 'audit_closed' }),
}
