import type { Policy } from '../catalog/declaration.js'
import { catalogOf } from '../catalog/policy.js'
import { checkClaim } from './check-claim.js'
import type { Claim } from './claim.js'
import { claimText } from './claim-text.js'
import type { CounterExample } from './counter-example.js'
import { refuteEvery } from './prove-every.js'
import { refuteNever } from './prove-never.js'
import { refuteWithin } from './prove-within.js'

/** Whether a claim holds of a policy; where it does not, the shortest example why. */
export interface Proof {
  /** The claim as one sentence. */
  readonly text: string
  readonly holds: boolean
  readonly counterExample?: CounterExample
}

/**
 * Proves a claim about everything a policy could ever decide, or refutes it by the shortest counter-example.
 *
 * Nothing is sampled. That single roles are enough follows from the shape of a decision, and is tested against every set
 * of roles by brute force:
 *
 * - Roles join field by field, and visibility is a chain (hidden, masked, clear): what several grants show together, one
 *   of them shows alone. Whatever else is asked of a row (tenant, prohibitions, consent, necessity, ceilings) does not
 *   depend on the roles, and a row of which one grant shows a personal field is not denied for showing nothing.
 * - The person a row is about counts as one more grant (`self`); where their consent is missing it stands alone.
 * - An actor on somebody's behalf meets them, and so sees no more than either.
 * - Consent, tenant, justification, time and periods of retention only take away: the case where they take nothing is the
 *   one to look at. Of two policies the periods are compared.
 * - A condition that no row can meet shows nothing: one that is met is found among all combinations of the few values
 *   that conditions can tell apart, and is the row of the counter-example.
 *
 * @throws PurposeboundError `config_invalid` for a claim that names what the policy does not know.
 * @example
 * ```ts
 * const proof = prove(policy, { no: 'role', sees: 'clear', of: ['payment'], for: ['marketing'] })
 * proof.holds // true; else proof.counterExample.text: 'agent sees member.cardNumber clear for direct_mail'
 * ```
 */
export function prove<P extends Policy>(policy: P, claim: Claim<P>): Proof {
  const catalog = catalogOf(policy)
  const checked = checkClaim(catalog, claim as Claim)
  const counterExample =
    'within' in checked
      ? refuteWithin(catalog, catalogOf(checked.within))
      : 'no' in checked
        ? refuteNever(catalog, checked)
        : refuteEvery(catalog, checked)
  return Object.freeze({
    text: claimText(checked),
    holds: counterExample === undefined,
    ...(counterExample && { counterExample }),
  })
}
