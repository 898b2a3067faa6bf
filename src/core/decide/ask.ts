import type { Action } from '../catalog/action.js'
import type { Catalog } from '../catalog/catalog.js'
import { ACTIONS } from '../catalog/document.js'
import type { Reason } from '../errors.js'
import type { ResolvedActor } from './actor.js'
import type { ExceptionClaim } from './exception.js'
import { deny, type Finding } from './finding.js'
import type { Ask } from './question.js'
import type { AccessRequest } from './request.js'

/** A request whose actor has been read, once: who is decided on is who is recorded. */
export type Asked = Omit<AccessRequest, 'actor' | 'allowedPurposes' | 'exception'> & {
  readonly actor: ResolvedActor | Reason
  /** What was claimed, read once; `'invalid'` for what is no claim. */
  readonly exception?: ExceptionClaim | 'invalid' | undefined
  readonly allowedPurposes?: unknown
}

/** Looks up every name of a request; one that is missing, malformed or unknown ends the matter. */
export function resolve(catalog: Catalog, request: Asked): Ask | Finding {
  const { resource: type } = request
  const asked = resolveRequest(catalog, request)
  if ('reason' in asked) return asked
  const resource = typeof type === 'string' ? catalog.resources.get(type) : undefined
  if (resource) {
    // name by name: a spread would give each a hidden class of its own
    const { purpose, action, actor, recipient, exception, justified, allowedHere } = asked
    return { catalog, purpose, resource, action, actor, recipient, exception, justified, allowedHere }
  }
  return typeof type === 'string' ? deny('resource_unknown', '/resources') : deny('input_invalid', '')
}

/** The same for a request that is about no resource. */
export function resolveRequest(
  catalog: Catalog,
  request: Omit<Asked, 'resource'>,
): Omit<Ask, 'resource'> | Finding {
  const { purpose: name, actor, action = 'read', justification, allowedPurposes } = request
  const { recipient: to, exception } = request
  const purpose = typeof name === 'string' ? catalog.purposes.get(name) : undefined
  if (!purpose) return purposeProblem(name)
  if (typeof actor === 'string') return deny(actor, '')
  if (!ACTIONS.includes(action as Action)) return deny('input_invalid', '')
  if (justification !== undefined && typeof justification !== 'string') return deny('input_invalid', '')
  if (allowedPurposes !== undefined && !Array.isArray(allowedPurposes)) return deny('input_invalid', '')
  // who discloses says to whom, and who does anything else says nothing of it
  if (to !== undefined && action !== 'disclose') return deny('input_invalid', '')
  const recipient = typeof to === 'string' ? catalog.recipients.get(to) : undefined
  if (action === 'disclose' && !recipient)
    return to === undefined || typeof to === 'string'
      ? deny('recipient_unknown', '/recipients')
      : deny('input_invalid', '')
  // who uses data by an exception claims one, and who does anything else claims none
  if ((action === 'exception') !== (exception !== undefined) || exception === 'invalid')
    return deny('input_invalid', '')
  return {
    catalog,
    purpose,
    action,
    actor,
    recipient,
    exception,
    justified: justification !== undefined && justification.trim() !== '',
    allowedHere: allowedPurposes === undefined || allowedPurposes.includes(purpose.name),
  }
}

/** What is wrong with a purpose that the policy does not know; nothing is coerced, trimmed or guessed. */
function purposeProblem(purpose: unknown): Finding {
  if (purpose === undefined || purpose === null) return deny('purpose_missing', '/purposes')
  if (typeof purpose !== 'string') return deny('input_invalid', '')
  return deny(purpose.trim() === '' ? 'purpose_missing' : 'purpose_unknown', '/purposes')
}

export function isFinding(asked: Ask | Finding): asked is Finding {
  return 'reason' in asked
}
