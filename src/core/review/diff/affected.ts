import { toInstant } from '../../catalog/instant.js'
import type { ConsentStore } from '../../decide/consent.js'
import { PurposeboundError } from '../../errors.js'
import type { PolicyDiff } from './diff.js'
import type { Duty } from './todo.js'

/** How many people one purpose of a diff concerns. */
export interface AffectedPurpose {
  readonly purpose: string
  readonly duty: Duty
  /** Those to be asked again, as their yes stands today; or those to be told. `'unknown'` where nobody can say. */
  readonly people: number | 'unknown'
  /**
   * Of a purpose that the old policy does not have: people whose yes to one of the same name, of an earlier time, would
   * count again. Its `terms` must be higher than they ever were.
   */
  readonly dormant?: number
}

/** How many people a diff concerns, purpose by purpose. */
export interface Affected {
  readonly purposes: readonly AffectedPurpose[]
  /** Why something is unknown; empty where nothing is. */
  readonly unknown: readonly string[]
}

/**
 * How many people are to be asked again, or told, by what a store knows.
 *
 * Consent says who agreed, and not whose data there is: `everybody`, the number of people of whom you hold data, is yours
 * to say. A store that cannot count (`count`) says nothing of either.
 *
 * @throws PurposeboundError `input_invalid` for a time that is none, `store_failed`
 * @example
 * ```ts
 * const { purposes } = await affected(diffPolicies(policy, next), store, { now: new Date(), everybody: 120_000 })
 * purposes // [{ purpose: 'direct_mail', duty: 'ask', people: 48_211 }]
 * ```
 */
export async function affected(
  { purposes }: PolicyDiff,
  store: ConsentStore,
  { now, everybody }: { readonly now: Date | number | string; readonly everybody?: number },
): Promise<Affected> {
  const instant = toInstant(now)
  if (instant === undefined) throw new PurposeboundError('input_invalid', '`now` is a time')
  const unknown = new Set<string>()
  const all = purposes.filter(({ duty }) => duty !== 'nothing')
  const counted: AffectedPurpose[] = []
  for (const { purpose, duty, terms } of all) {
    const agreed = await count(store, purpose, instant)
    if (agreed === 'unknown') unknown.add(`the store \`${store.name}\` cannot count`)
    if (duty === 'ask' && terms.from !== undefined) {
      counted.push({ purpose, duty, people: agreed })
      continue
    }
    if (everybody === undefined) unknown.add('of how many people there is data (`everybody`) was not said')
    const dormant = terms.from === undefined && agreed !== 'unknown' && agreed > 0 ? { dormant: agreed } : {}
    counted.push({ purpose, duty, people: everybody ?? 'unknown', ...dormant })
  }
  return Object.freeze({ purposes: Object.freeze(counted), unknown: Object.freeze([...unknown]) })
}

async function count(store: ConsentStore, purpose: string, now: number): Promise<number | 'unknown'> {
  if (!store.count) return 'unknown'
  let counted: unknown
  try {
    counted = await store.count({ purpose, now })
  } catch {
    throw new PurposeboundError('store_failed')
  }
  if (!Number.isSafeInteger(counted) || (counted as number) < 0) throw new PurposeboundError('store_failed')
  return counted as number
}
