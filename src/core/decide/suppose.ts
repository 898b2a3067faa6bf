import type { FieldDef } from '../catalog/field.js'
import { pointer } from '../catalog/pointer.js'
import type { PurposeDef } from '../catalog/purpose.js'
import type { ResourceDef } from '../catalog/resource.js'
import type { GrantDef } from '../catalog/role.js'
import type { ResolvedActor } from './actor.js'
import { recipientIn } from './change.js'
import type { OtherReason } from './decision.js'
import type { Ask } from './question.js'
import { supposeRecipient } from './suppose-recipient.js'

/** What people would say: those of the row or, where others are concerned too, everybody. */
export interface Word {
  readonly action: 'give' | 'lift'
  readonly everybody: boolean
  /** To whom data may go, too. */
  readonly recipient?: string
}

/** What would be asked, and what people would have said, once some changes were made. */
export interface World {
  readonly ask: Ask
  readonly said: readonly Word[]
}

/** Where a reason stands. */
interface Standing {
  readonly resource: ResourceDef
  readonly field: FieldDef | undefined
  /** Whether it may be about others than the people of the row. */
  readonly everybody: boolean
  /** The tenant of the row, as far as an actor can be of it. */
  readonly tenant: string | number | undefined
}

/** The world in which a reason was answered by the change that `changeFor` names; the same world where that is not ours to imagine. */
export function suppose(
  world: World,
  { reason, rule }: OtherReason,
  { resource, field, everybody, tenant }: Standing,
): World {
  const { ask, said } = world
  const { catalog, purpose } = ask
  const asking = (more: Partial<Ask>): World => ({ ask: { ...ask, ...more }, said })
  const saying = (action: Word['action'], more?: Pick<Word, 'recipient'>): World => ({
    ask,
    said: [...said, { action, everybody, ...more }],
  })
  switch (reason) {
    case 'justification_required':
      return asking({ justified: true })
    case 'purpose_not_allowed_here':
      return asking({ allowedHere: true })
    case 'tenant_mismatch':
      return tenant === undefined ? world : asking({ actor: everyActor(ask.actor, () => ({ tenant })) })
    case 'prohibited':
      return asking({
        catalog: { ...catalog, prohibitions: catalog.prohibitions.filter((each) => each.rule !== rule) },
      })
    case 'role_not_permitted':
      return asking(
        withGrant(ask, rule, (grant) => covering(grant, { ...ask, resource }, rule.slice(grant.rule.length))),
      )
    case 'role_expired':
      return asking(withGrant(ask, rule, ({ until: _, ...grant }) => grant))
    case 'condition_not_met':
      return asking(
        withGrant(ask, rule, (grant) => ({ ...grant, where: changed(grant.where, resource.name, 'all') })),
      )
    case 'role_hidden':
    case 'role_masked':
      return field ? asking(withGrant(ask, rule, (grant) => showing(grant, field, rule))) : world
    case 'not_needed':
      return field ? asking({ purpose: using(ask, field.chain[0] as string, rule) }) : world
    case 'retention_expired':
      return purpose.retention?.rule === rule ? asking({ purpose: unending(purpose) }) : world
    case 'purpose_masked':
      return asking({
        purpose: {
          ...purpose,
          uses: new Map(
            [...purpose.uses].map(([of, use]) => [of, use.rule === rule ? { ...use, at: 'clear' } : use]),
          ),
        },
      })
    case 'consent_missing':
    case 'consent_refused':
    case 'consent_withdrawn':
    case 'consent_expired':
    case 'consent_outdated':
    case 'consent_predates_purpose':
      return saying('give')
    case 'objected':
    case 'restricted':
      return saying('lift')
    case 'recipient_not_consented':
      return saying('give', { recipient: recipientIn(rule) })
    case 'transfer_without_basis':
      return rule.endsWith('/basis')
        ? saying('give', { recipient: recipientIn(rule) })
        : asking(supposeRecipient(ask, rule, field))
    case 'recipient_not_certified':
    case 'recipient_outside_instructions':
      return asking(supposeRecipient(ask, rule, field))
    default:
      return world
  }
}

/** The world in which all who act have one role more. */
export function supposeRole({ ask, said }: World, role: string): World {
  const actor = everyActor(ask.actor, ({ roles }) => ({ roles: [...roles, role] }))
  return { ask: { ...ask, actor }, said }
}

function everyActor(
  actor: ResolvedActor,
  change: (actor: ResolvedActor) => Partial<ResolvedActor>,
): ResolvedActor {
  const { onBehalfOf } = actor
  return { ...actor, ...change(actor), onBehalfOf: onBehalfOf && everyActor(onBehalfOf, change) }
}

/** The grant in which a rule stands, changed: one of a role, or that of the persons themselves. */
function withGrant(
  { catalog, purpose }: Ask,
  rule: string,
  change: (grant: GrantDef) => GrantDef,
): Partial<Ask> {
  const edit = (grant: GrantDef): GrantDef => (rule.startsWith(`${grant.rule}/`) ? change(grant) : grant)
  const roles = new Map([...catalog.roles].map(([role, grants]) => [role, grants.map(edit)]))
  return {
    catalog: { ...catalog, roles },
    ...(purpose.self && { purpose: { ...purpose, self: edit(purpose.self) } }),
  }
}

/** A grant with what it lacked: the purpose, the action, or a word about the resource. */
function covering(grant: GrantDef, { purpose, action, resource }: Ask, lacking: string): GrantDef {
  if (lacking === '/purposes') return { ...grant, purposes: new Set(grant.purposes).add(purpose.name) }
  if (lacking === '/may') return { ...grant, may: new Set(grant.may).add(action) }
  return { ...grant, where: changed(grant.where, resource.name, 'all') }
}

/** A grant that shows a field clear where `rule` says otherwise, or by an entry of its own where nothing is said. */
function showing(grant: GrantDef, { chain }: FieldDef, rule: string): GrantDef {
  const said = chain.find((target) => rule === grant.rule + pointer('sees', target))
  return { ...grant, sees: changed(grant.sees, said ?? (chain[0] as string), 'clear') }
}

/** The purpose with one use more, which persons then see of themselves where nobody said what they see. */
function using({ catalog, purpose }: Ask, target: string, rule: string): PurposeDef {
  const { self } = catalog.document.purposes[purpose.name] ?? {}
  const says = typeof self === 'object' && self.sees !== undefined
  return {
    ...purpose,
    uses: changed(purpose.uses, target, { at: 'clear', rule }),
    ...(purpose.self &&
      !says && { self: { ...purpose.self, sees: changed(purpose.self.sees, target, 'clear') } }),
  }
}

function unending({ retention: _, ...purpose }: PurposeDef): PurposeDef {
  return purpose
}

function changed<V>(map: ReadonlyMap<string, V> | undefined, key: string, value: V): ReadonlyMap<string, V> {
  return new Map(map).set(key, value)
}
