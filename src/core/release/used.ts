import { byCodeUnit } from '../catalog/pointer.js'
import type { RecordedUse } from '../record/recorded-use.js'
import type { ReportProvision, ReportUse } from './report-contract.js'

interface Counted {
  readonly first: RecordedUse
  last: RecordedUse
  permitted: number
  denied: number
  readonly clear: Set<string>
  readonly masked: Set<string>
}

/** Uses that are alike together, in the order of their first; what only sets another record right is none. */
export function usedOf(uses: readonly RecordedUse[]): readonly ReportUse[] {
  const groups = new Map<string, Counted>()
  for (const use of uses) {
    if (use.type === 'outcome' || use.mode === 'observed') continue
    const { purpose, action, resource, actor } = use
    const key = JSON.stringify([purpose, action, resource?.type, actor?.kind, actor?.roles])
    const group = groups.get(key) ?? {
      first: use,
      last: use,
      permitted: 0,
      denied: 0,
      clear: new Set(),
      masked: new Set(),
    }
    groups.set(key, group)
    group.last = use
    if (use.effect === 'deny') group.denied++
    else {
      group.permitted++
      for (const path of use.clear) group.clear.add(path)
      for (const path of use.masked) group.masked.add(path)
    }
  }
  return [...groups.values()].map(({ first, last, permitted, denied, clear, masked }) => ({
    ...(first.purpose !== undefined && { purpose: first.purpose }),
    ...(first.action !== undefined && { action: first.action }),
    ...(first.resource && { resource: first.resource.type }),
    ...(first.actor && { kind: first.actor.kind }),
    roles: first.actor?.roles ?? [],
    permitted,
    denied,
    first: first.time,
    last: last.time,
    clear: [...clear].sort(byCodeUnit),
    // what was once seen in clear was seen
    masked: [...masked].filter((path) => !clear.has(path)).sort(byCodeUnit),
  }))
}

/** Everything that went to somebody, one by one. */
export function providedOf(uses: readonly RecordedUse[]): readonly ReportProvision[] {
  return uses.flatMap(({ time, recipient, purpose, resource, effect, clear, masked, type }) =>
    !recipient || effect === 'deny' || type === 'outcome'
      ? []
      : [
          {
            time,
            recipient,
            ...(purpose !== undefined && { purpose }),
            ...(resource && { resource: resource.type }),
            fields: [...clear, ...masked].sort(byCodeUnit),
          },
        ],
  )
}
