import type { Catalog } from '../catalog/catalog.js'
import type { ResourceDef } from '../catalog/resource.js'
import type { GrantDef } from '../catalog/role.js'
import type { Ask } from '../decide/question.js'
import { askAs, grantsFor, selfGrant } from './best-case.js'
import { counterpartsOf } from './counterpart.js'
import { AS_IT_IS, fieldAt, LEAST, type Permissions } from './permission.js'
import { reachOf } from './reach.js'
import { CLEAR, HIDDEN } from './sights.js'
import { stricterPurpose, stricterResource } from './stricter.js'
import { stricterRecipient } from './stricter-recipient.js'
import { stricterField, stricterPeriod } from './stricter-retention.js'
import type { Witness, Witnesses } from './witness.js'

/** One of two policies that are compared for an action. */
export interface Side {
  readonly catalog: Catalog
  readonly permissions: Permissions
}

/** Something that a grant permits and the other policy does not: its place among what is permitted, and a row for it. */
export interface Surplus {
  readonly at: number
  readonly level: number
  readonly witness: Witness | 'too_many'
  /** What the other policy asks and this one does not. */
  readonly how?: string
  /** When the grants of the other policy that end sooner have ended, in milliseconds since 1970. */
  readonly from?: number
  /** The most that the other policy permits of it, on whichever rows and in whichever form; 0 for nothing. */
  readonly was?: number
}

/**
 * All that a grant permits and no grant of the same roles in the other policy does, on the rows that `reach` says those
 * have.
 */
export function* surplusOf(
  ask: Ask,
  grant: GrantDef,
  mine: Side,
  other: Side,
  witnesses: Witnesses,
  reach: typeof reachOf = reachOf,
): Generator<Surplus> {
  const granted = mine.permissions.by(ask, grant)
  const where = reachOf(grant, ask.resource)
  const reached = granted && witnesses.find(ask.resource, where, [])
  if (!granted || reached === undefined) return
  const self = grant === ask.purpose.self
  const purpose = other.catalog.purposes.get(ask.purpose.name)
  const resource = other.catalog.resources.get(ask.resource.name)
  const recipient = ask.recipient && other.catalog.recipients.get(ask.recipient.name)
  const how =
    purpose && resource
      ? (stricterPurpose(ask.purpose, purpose, self) ??
        stricterResource(ask.resource, resource) ??
        (ask.recipient && recipient && stricterRecipient(ask, ask.recipient, { purpose, recipient })) ??
        stricterPeriod(ask, { purpose, resource }, ask.action, self))
      : undefined
  if (!purpose || !resource || how !== undefined) {
    yield { at: 0, level: CLEAR, witness: reached, ...(how !== undefined && { how }) }
    return
  }
  const there = askAs(other.catalog, ask.actor.roles, purpose, resource, ask.action, recipient)
  const all = self ? [selfGrant(there) ?? []].flat() : grantsFor(there)
  // until the very last moment of the grant those that last at least as long are what counts
  const lasting = all.filter((rival) => endOf(rival) >= endOf(grant))
  const ended = all.filter((rival) => endOf(rival) < endOf(grant)).map(endOf)
  const from = ended.length === 0 ? undefined : Math.max(...ended)
  const rivals = lasting.flatMap((rival) => {
    const permitted = other.permissions.by(there, rival)
    return permitted ? [{ permitted, where: reach(rival, resource) }] : []
  })
  const counterparts = counterpartsOf(ask.resource, resource)
  const here: Looks = { resource: ask.resource, forms: mine.permissions.forms(ask) }
  const beyond: Looks = { resource, forms: other.permissions.forms(there) }
  const tried = new Map<string, Witness | 'too_many' | undefined>()
  for (let at = 0; at < granted.length; at++) {
    const level = granted[at] as number
    if (level === HIDDEN) continue
    const path = fieldAt(at, ask.resource)?.path
    const late =
      path === undefined ? undefined : stricterField(ask, { purpose, resource }, ask.action, self, path)
    if (late !== undefined) {
      yield { at, level, witness: reached, how: late }
      continue
    }
    const same = placeThere(at, counterparts, resource)
    const form = shownAs(level, here, at)
    let covering = ''
    for (let i = 0; i < rivals.length; i++) {
      const given = rivals[i]?.permitted[same] ?? HIDDEN
      const theirs = given >= level ? shownAs(given, beyond, same) : ''
      // two masks cannot be ranked
      if (given >= level && (form === LEAST || form === theirs || theirs === AS_IT_IS)) covering += `${i} `
    }
    if (!tried.has(covering)) {
      const conditions = rivals.filter((_, i) => covering.split(' ').includes(String(i)))
      tried.set(
        covering,
        witnesses.find(
          ask.resource,
          where,
          conditions.map((each) => each.where),
        ),
      )
    }
    const witness = tried.get(covering)
    if (witness === undefined) continue
    const was = Math.max(HIDDEN, ...rivals.map(({ permitted }) => permitted[same] ?? HIDDEN))
    yield { at, level, witness, was, ...(from !== undefined && { from }) }
  }
}

function endOf({ until }: GrantDef): number {
  return until ?? Number.POSITIVE_INFINITY
}

/** Where the same thing stands in the list of the other policy; -1 where it does not. */
function placeThere(at: number, counterparts: Int32Array, { fields }: ResourceDef): number {
  if (at === 0) return 0
  const { length } = counterparts
  const place = counterparts[(at - 1) % length] as number
  return place === -1 ? -1 : place + 1 + (at > length ? fields.length : 0)
}

interface Looks {
  readonly resource: ResourceDef
  readonly forms: readonly string[]
}

/** How a thing looks: as it is, or as the operator of a masked field or the pseudonym of a key has it. */
function shownAs(level: number, { resource, forms }: Looks, at: number): string | undefined {
  const seen = at > 0 && at <= forms.length
  const asItIs = !seen || (level === CLEAR && fieldAt(at, resource)?.class === 'personal')
  return asItIs ? AS_IT_IS : forms[at - 1]
}
