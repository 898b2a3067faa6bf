import type { Policy } from '../catalog/declaration.js'
import { byCodeUnit, pointer } from '../catalog/pointer.js'
import { catalogOf } from '../catalog/policy.js'
import type { AuditRecord } from '../record/record.js'

/** A grant, or the right of the person a row is about, for one of its purposes. */
export interface CoveredGrant {
  /** RFC 6901 pointer into the document. */
  readonly rule: string
  readonly purpose: string
  /** How many of the records it was effective in. */
  readonly times: number
}

/** Which rules of a policy were exercised. */
export interface Coverage {
  readonly grants: readonly CoveredGrant[]
  /** Prohibitions, with the number of records that they decided in. */
  readonly prohibitions: readonly { readonly rule: string; readonly times: number }[]
  readonly exercised: number
  readonly total: number
}

/** What was exercised: the rules that decided and every effective grant, as an audit record names them. */
export interface Exercised {
  readonly purpose?: string
  readonly rules: readonly string[]
}

/**
 * Counts which grants and prohibitions were exercised by what is on record, as by the records of a test run: a record
 * names every effective grant.
 *
 * @example
 * ```ts
 * const { gate, records } = testGate({ policy })
 * coverage(policy, records).grants.filter(({ times }) => times === 0) // what no test exercised
 * ```
 */
export function coverage(policy: Policy, records: Iterable<Exercised | AuditRecord>): Coverage {
  const catalog = catalogOf(policy)
  const times = new Map<string, number>()
  const count = (key: string) => times.set(key, (times.get(key) ?? 0) + 1)
  for (const { purpose, rules = [] } of records)
    for (const rule of rules) count(rule.startsWith('/prohibitions/') ? rule : keyOf(rule, purpose))
  const granted = [...catalog.roles.values()]
    .flat()
    .flatMap(({ rule, purposes }) =>
      [...purposes].map((purpose) => ({ rule, purpose, times: times.get(keyOf(rule, purpose)) ?? 0 })),
    )
  const own = [...catalog.purposes.values()].flatMap(({ name, self }) =>
    self ? [{ rule: self.rule, purpose: name, times: times.get(keyOf(self.rule, name)) ?? 0 }] : [],
  )
  const grants = [...granted, ...own].sort(
    (a, b) => byCodeUnit(a.rule, b.rule) || byCodeUnit(a.purpose, b.purpose),
  )
  const prohibitions = (catalog.document.prohibitions ?? []).map(({ id }) => {
    const rule = pointer('prohibitions', id)
    return { rule, times: times.get(rule) ?? 0 }
  })
  const all = [...grants, ...prohibitions]
  const exercised = all.filter((each) => each.times > 0).length
  return Object.freeze({ grants, prohibitions, exercised, total: all.length })
}

function keyOf(rule: string, purpose = ''): string {
  return `${rule} ${purpose}`
}
