import type { PolicyDocument } from './document.js'
import type { Issues } from './issues.js'
import { pointer } from './pointer.js'

/** A threshold: `most` of what is counted for one actor, within a window or in one operation. */
export interface Threshold {
  /** The same for rules that say the same: what was counted by one goes on under it in another policy. */
  readonly key: string
  readonly most: number
  readonly withinMs?: number
}

/** What is noticed. */
export interface SignalsDef {
  /** The thresholds for denials under a purpose, known or not. */
  denials(purpose: string | undefined): readonly Threshold[]
  bulk(purpose: string | undefined): readonly Threshold[]
  readonly exceptions: boolean
  /** How long pairs of actor and purpose are learnt in silence, ms; absent where they are not noticed. */
  readonly learnMs?: number
}

type Declared = NonNullable<PolicyDocument['signals']>
type Rule = Threshold & { readonly purposes: readonly string[] | undefined }

export function buildSignals(
  declared: Declared | undefined,
  purposes: ReadonlyMap<string, unknown>,
  issues: Issues,
): SignalsDef | undefined {
  if (!declared) return undefined
  const { denials, bulk, exceptions = false, newPairs = false } = declared
  const rulesOf = <R extends { purposes?: string[] | undefined; withinMs?: number | undefined }>(
    kind: 'denials' | 'bulk',
    given: R | R[] | undefined,
    most: (rule: R) => number,
  ): Rule[] =>
    listOf(given).map((rule, index) => {
      const at = Array.isArray(given) ? pointer('signals', kind, index) : pointer('signals', kind)
      for (const [i, name] of (rule.purposes ?? []).entries())
        if (!purposes.has(name)) issues.unknown(`${at}/purposes/${i}`, 'purpose', name, purposes.keys())
      const { withinMs } = rule
      return {
        key: JSON.stringify([kind, most(rule), withinMs ?? 0, rule.purposes?.toSorted() ?? []]),
        most: most(rule),
        ...(withinMs !== undefined && { withinMs }),
        purposes: rule.purposes,
      }
    })
  const learnMs = newPairs === true ? 0 : newPairs === false ? undefined : newPairs.learnMs
  return {
    denials: byPurpose(rulesOf('denials', denials, ({ count }) => count)),
    bulk: byPurpose(rulesOf('bulk', bulk, ({ people }) => people)),
    exceptions,
    ...(learnMs !== undefined && { learnMs }),
  }
}

/** The rules that name a purpose stand in place of those that name none. */
function byPurpose(rules: readonly Rule[]): SignalsDef['denials'] {
  const general = rules.filter((rule) => rule.purposes === undefined)
  const named = new Map(
    rules
      .flatMap((rule) => rule.purposes ?? [])
      .map((name) => [name, rules.filter((rule) => rule.purposes?.includes(name))]),
  )
  return (purpose) => (purpose === undefined ? undefined : named.get(purpose)) ?? general
}

function listOf<R>(given: R | R[] | undefined): R[] {
  if (given === undefined) return []
  return Array.isArray(given) ? given : [given]
}
