import type { Policy } from '../catalog/declaration.js'
import { toInstant } from '../catalog/instant.js'
import type { Person } from '../catalog/person.js'
import { catalogOf } from '../catalog/policy.js'
import { resolveActor } from '../decide/actor.js'
import { isFinding, resolve } from '../decide/ask.js'
import type { ConsentLookup } from '../decide/basis.js'
import type { ConsentState } from '../decide/consent.js'
import { decideOpen, principals } from '../decide/decide.js'
import { conclude, type Decision } from '../decide/decision.js'
import { readException } from '../decide/exception.js'
import { deny } from '../decide/finding.js'
import type { OpenRow } from '../decide/open-row.js'
import { type Ask, askRow } from '../decide/question.js'
import { readerOf } from '../decide/readers.js'
import type { AccessRequest } from '../decide/request.js'

/** What a rehearsal is told instead of looked up. */
export interface Supposed {
  readonly now: Date | number | string
  /** What each person of the row is supposed to have said. */
  readonly consentOf: (person: Person) => ConsentState | undefined
}

/** A decision, and the grants that it rests on. */
export interface Rehearsal {
  readonly decision: Decision
  /** The rules of the effective grants, sorted; none where the row is denied. */
  readonly grants: readonly string[]
}

/**
 * Decides as `decide` does, on what is supposed of whoever the row is about: for tests and reviews of a policy.
 *
 * Pure and total.
 *
 * @example
 * ```ts
 * const { decision, grants } = rehearse(policy, { purpose: 'support', actor, resource: 'member', row }, { now, consentOf: () => undefined })
 * grants // ['/roles/agent']
 * ```
 */
export function rehearse(policy: Policy, request: AccessRequest, { now, consentOf }: Supposed): Rehearsal {
  const catalog = catalogOf(policy)
  const { actor, resource, row, exception, ...rest } = request
  const fields = catalog.resources.get(resource)?.fields ?? []
  try {
    const instant = toInstant(now)
    const asked = resolve(catalog, {
      ...rest,
      resource,
      actor: resolveActor(actor),
      exception: readException(exception),
    })
    if (isFinding(asked)) return { decision: conclude([asked], fields), grants: [] }
    if (instant !== undefined) {
      const open = readerOf(catalog, asked.resource).open(row)
      const decision = decideOpen(asked, open, instant, consentOf)
      const grants = decision.effect === 'permit' ? grantsOn(asked, open, instant, consentOf) : []
      return { decision, grants: [...new Set(grants)].sort() }
    }
  } catch {
    // falls through: what cannot be read denies
  }
  return { decision: conclude([deny('evaluation_error', '')], fields), grants: [] }
}

/** The effective grants of everybody who acts, on the row and on those nested in it. */
function grantsOn(ask: Ask, row: OpenRow, now: number, consents: ConsentLookup): string[] {
  const own = principals(ask).flatMap((each) => askRow(each, row, now, consents).effective)
  const inner = row.nested.flatMap(({ resource, open }) =>
    grantsOn({ ...ask, resource }, open, now, consents),
  )
  return [...own.map(({ rule }) => rule), ...inner]
}
