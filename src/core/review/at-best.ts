import type { Action } from '../catalog/action.js'
import type { Policy } from '../catalog/declaration.js'
import { catalogOf } from '../catalog/policy.js'
import { isFinding, resolve } from '../decide/ask.js'
import { judge } from '../decide/decide.js'
import { conclude, type Decision } from '../decide/decision.js'
import { candidatesOf } from '../decide/question.js'
import { askAs, bestCase, grantsFor, selfGrant } from './best-case.js'
import { checkRoles } from './matrix.js'

/** Who asks for what, without a row. */
export interface AtBest {
  readonly roles: readonly string[]
  readonly purpose: string
  readonly resource: string
  readonly action?: Action
  /** Of `disclose`: to whom. */
  readonly recipient?: string
  /** Whether the row is about whoever asks. */
  readonly self?: boolean
}

/**
 * Decides on the row of which most is shown: every condition is met, everybody has consented and nobody objects, the
 * tenant is the same, a justification is given and no grant has ended.
 *
 * @throws PurposeboundError `config_invalid` for a role that the policy does not know.
 * @example
 * ```ts
 * decideAtBest(policy, { roles: ['agent'], purpose: 'support', resource: 'member' }).fields['card']
 * // => { outcome: 'masked', reason: 'ceiling_masked', rule: '/resources/member/fields/card/ceiling' }
 * ```
 */
export function decideAtBest(
  policy: Policy,
  { roles, purpose, resource, action, recipient, self = false }: AtBest,
): Decision {
  const catalog = catalogOf(policy)
  checkRoles(catalog, roles)
  const actor = { id: 'somebody', roles }
  const asked = resolve(catalog, {
    purpose,
    resource,
    actor: actor as never,
    recipient,
    ...(action && action !== 'exception' && { action }),
  })
  if (isFinding(asked)) return conclude([asked], catalog.resources.get(resource)?.fields ?? [])
  const ask = askAs(catalog, roles, asked.purpose, asked.resource, action ?? asked.action, asked.recipient)
  const question = bestCase(ask, grantsFor(ask), self ? selfGrant(ask) : undefined)
  return judge([{ ...question, candidates: candidatesOf(ask) }])
}
