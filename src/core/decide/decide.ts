import type { Catalog } from '../catalog/catalog.js'
import type { Policy } from '../catalog/declaration.js'
import { toInstant } from '../catalog/instant.js'
import { type Person, samePerson } from '../catalog/person.js'
import { catalogOf } from '../catalog/policy.js'
import { resolveActor } from './actor.js'
import { isFinding, resolve } from './ask.js'
import type { ConsentLookup } from './basis.js'
import type { ConsentState } from './consent.js'
import { conclude, type Decision } from './decision.js'
import { readException } from './exception.js'
import { deny, type Finding, type Layer } from './finding.js'
import { basis } from './layers/basis.js'
import { condition } from './layers/condition.js'
import { exception } from './layers/exception.js'
import { exposure } from './layers/exposure.js'
import { necessity } from './layers/necessity.js'
import { prohibition } from './layers/prohibition.js'
import { purpose } from './layers/purpose.js'
import { recipient } from './layers/recipient.js'
import { retention } from './layers/retention.js'
import { role } from './layers/role.js'
import { tenant } from './layers/tenant.js'
import { withNested } from './nested.js'
import type { OpenRow } from './open-row.js'
import { type Ask, askRow, type Question } from './question.js'
import { readerOf } from './readers.js'
import type { AccessRequest, Facts } from './request.js'

/** The flow of a decision: each layer can only take away. */
const LAYERS: readonly Layer[] = [
  purpose,
  tenant,
  role,
  prohibition,
  exception,
  basis,
  retention,
  condition,
  recipient,
  necessity,
  exposure,
]

/**
 * Decides what `request` may see of its row, field by field.
 *
 * Pure and total: no clock, no I/O, never throws. The laws that hold for every input are in `docs/laws.md`, each a test:
 * default deny; prohibitions win; errors never widen; consent is necessary; purposes only narrow; roles join, layers meet.
 *
 * @example
 * ```ts
 * decide(policy, { purpose: 'support', actor, resource: 'member', row }, { consents: [], now: new Date() }).fields['email']
 * // => { outcome: 'masked', reason: 'role_masked', rule: '/roles/agent/sees/contact' }
 * ```
 */
export function decide(policy: Policy, request: AccessRequest, facts: Facts): Decision {
  const catalog = catalogOf(policy)
  try {
    const { now, consents = [], held } = facts
    const instant = toInstant(now)
    if (instant !== undefined) return decideRow(catalog, request, instant, lookupIn(consents, held))
  } catch {
    // falls through: what cannot be read denies
  }
  return conclude([deny('evaluation_error', '')], [])
}

/** The same over a catalog; with no `consents` the basis is not asked for. */
function decideRow(
  catalog: Catalog,
  request: AccessRequest,
  now: number,
  consents?: ConsentLookup,
): Decision {
  const { resource, row, actor, exception, ...rest } = request
  const fields = catalog.resources.get(resource)?.fields ?? []
  try {
    const claim = { actor: resolveActor(actor), exception: readException(exception) }
    const asked = resolve(catalog, { ...rest, resource, ...claim })
    if (isFinding(asked)) return conclude([asked], fields)
    return decideOpen(asked, readerOf(catalog, asked.resource).open(row), now, consents)
  } catch {
    return conclude([deny('evaluation_error', '')], fields)
  }
}

/** Decides on a row that was opened, with the rows nested in it. */
export function decideOpen(ask: Ask, row: OpenRow, now: number, consents?: ConsentLookup): Decision {
  const decision = judge(principals(ask).map((each) => askRow(each, row, now, consents)))
  return withNested(decision, row, (resource, inner) =>
    decideOpen({ ...ask, resource }, inner, now, consents),
  )
}

/** The meet of all layers on one question, or on those of an actor and of all on whose behalf it acts. */
export function judge(questions: readonly Question[]): Decision {
  const findings = questions.flatMap((question) => LAYERS.flatMap((layer) => layer(question)))
  const question = questions[0] as Question
  return conclude(findings, question.resource.fields, nothingVisible(question))
}

/** The same question for the actor and for everybody on whose behalf it acts. */
export function principals<A extends Pick<Ask, 'actor'>>(ask: A): A[] {
  const { onBehalfOf } = ask.actor
  return onBehalfOf ? [ask, ...principals({ ...ask, actor: onBehalfOf })] : [ask]
}

/** A row with personal fields of which none would be seen is denied, unless the purpose uses none on purpose. */
function nothingVisible({ resource, purpose, action, row }: Question): Finding | undefined {
  const expected =
    row &&
    (action === 'read' || action === 'disclose' || action === 'exception') &&
    purpose.uses.size > 0 &&
    resource.fields.some((field) => field.class === 'personal')
  return expected ? deny('nothing_visible', `/resources/${resource.name}/fields`) : undefined
}

function lookupIn(consents: readonly ConsentState[], held: readonly Person[] | undefined): ConsentLookup {
  const lookup: ConsentLookup = (person) => consents.find((state) => samePerson(state.person, person))
  if (held) lookup.held = (person) => held.some((each) => samePerson(each, person))
  return lookup
}
