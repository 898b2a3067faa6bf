import type { Catalog } from '../catalog/catalog.js'
import type { AuditRecord } from '../record/record.js'
import { type Redecided, redecide } from './redecide.js'
import { endsOf } from './stricter-recipient.js'

const KINDS = ['newly_permitted', 'newly_denied', 'wider', 'narrower', 'undetermined'] as const
const MOST_REMEMBERED = 20_000
const MOST_GROUPS = 200

/** Decisions that come out alike: the same roles, purpose, action and resource, and the same change. */
export interface ReplayGroup {
  readonly change: Exclude<Redecided, 'same'>
  readonly roles: readonly string[]
  readonly purpose?: string
  readonly resource?: string
  readonly action?: string
  readonly times: number
}

/** What another policy makes of what is on record. */
export interface Replay {
  /** `41 of 342: 28 newly permitted, 4 newly denied, 9 undetermined`. */
  readonly text: string
  /** Decisions on record; other records are not counted. */
  readonly total: number
  readonly counts: { readonly [K in Redecided]: number }
  /** The most frequent changes first, at most 200. */
  readonly groups: readonly ReplayGroup[]
}

/** Counts what becomes of records; those that are decided from the same are decided once. */
export class Tally {
  readonly #catalog: Catalog
  readonly #earlier: ReadonlyMap<string, Catalog>
  readonly #ends: readonly number[]
  readonly #counts = {
    same: 0,
    ...(Object.fromEntries(KINDS.map((kind) => [kind, 0])) as Omit<Replay['counts'], 'same'>),
  }
  readonly #groups = new Map<string, ReplayGroup & { times: number }>()
  #known = new Map<string, Redecided>()

  constructor(catalog: Catalog, earlier: ReadonlyMap<string, Catalog>) {
    this.#catalog = catalog
    this.#earlier = earlier
    const grants = [...earlier.values()].flatMap(({ roles }) => [...roles.values()].flat())
    const recipients = [catalog, ...earlier.values()].flatMap((each) => [...each.recipients.values()])
    this.#ends = [...new Set([...grants.flatMap(({ until }) => until ?? []), ...recipients.flatMap(endsOf)])]
  }

  add(record: AuditRecord): void {
    // a provision is the decision that something may go out
    if (record.type !== 'decision' && record.type !== 'provision') return
    const key = this.#keyOf(record)
    let change = this.#known.get(key)
    if (change === undefined) {
      change = redecide(record, this.#catalog, this.#earlier.get(record.policy.digest))
      if (this.#known.size >= MOST_REMEMBERED) this.#known = new Map()
      this.#known.set(key, change)
    }
    ;(this.#counts as { [K in Redecided]: number })[change]++
    if (change !== 'same') this.#group(record, change)
  }

  result(): Replay {
    const counts = Object.freeze({ ...this.#counts })
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
    const changed = total - counts.same
    const parts = KINDS.filter((kind) => counts[kind] > 0).map(
      (kind) => `${counts[kind]} ${kind.replace('_', ' ')}`,
    )
    const text = `${changed} of ${total}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}`
    const groups = [...this.#groups.values()].sort((a, b) => b.times - a.times)
    return Object.freeze({ text, total, counts, groups: Object.freeze(groups) })
  }

  /** All that a decision is made again from. */
  #keyOf({
    policy,
    actor,
    purpose,
    basis,
    action,
    recipient,
    resource,
    effect,
    reason,
    rules,
    fields,
    justification,
    time,
  }: AuditRecord) {
    const at = Date.parse(time)
    const ended = this.#ends.reduce((count, end) => (at >= end ? count + 1 : count), 0)
    const roles: unknown[] = []
    for (let who = actor; who; who = who.onBehalfOf) roles.push(who.roles)
    return JSON.stringify([
      policy.digest,
      roles,
      purpose,
      basis,
      action,
      recipient?.id,
      resource?.type,
      effect,
      reason,
      rules,
      fields,
      (justification ?? '').trim() !== '',
      ended,
    ])
  }

  #group({ actor, purpose, resource, action }: AuditRecord, change: Exclude<Redecided, 'same'>): void {
    const roles = actor?.roles ?? []
    const key = JSON.stringify([change, roles, purpose, resource?.type, action])
    const group = this.#groups.get(key)
    if (group) group.times++
    else if (this.#groups.size < MOST_GROUPS)
      this.#groups.set(key, {
        change,
        roles,
        ...(purpose !== undefined && { purpose }),
        ...(resource && { resource: resource.type }),
        ...(action && { action }),
        times: 1,
      })
  }
}
