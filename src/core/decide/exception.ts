import { toInstant } from '../catalog/instant.js'
import { LEGAL_ITEMS } from '../catalog/legal-item.js'
import { type ResolvedActor, resolveActor } from './actor.js'
import { readOwn } from './own.js'

/** A use of data that a law lets be without consent, declared for one case (APPI 18(3), 27(1); GDPR 6(1)(c) to (e)). */
export interface ExceptionClaim {
  /** The legal item; undefined where what was named is none. */
  readonly item: string | undefined
  /** Milliseconds since 1970, exclusive. */
  readonly expiresAt: number
  /** Who approved it, where somebody did. */
  readonly approver: ResolvedActor | undefined
}

/** An exception lasts 31 days at most: who needs it longer declares it again. */
const LONGEST_MS = 31 * 86_400_000

/** Reads what was claimed, each part once; undefined where nothing was. */
export function readException(given: unknown): ExceptionClaim | 'invalid' | undefined {
  if (given === undefined) return undefined
  try {
    const claim = Object(given) as object
    const [item, ends, by] = [
      readOwn(claim, 'item'),
      readOwn(claim, 'expiresAt'),
      readOwn(claim, 'approvedBy'),
    ]
    const expiresAt = toInstant(ends)
    const approver = by === undefined ? undefined : resolveActor(by)
    if (expiresAt === undefined || typeof approver === 'string' || typeof item !== 'string') return 'invalid'
    return { item: Object.hasOwn(LEGAL_ITEMS, item) ? item : undefined, expiresAt, approver }
  } catch {
    return 'invalid'
  }
}

/** Whether an exception is over; one that would last too long has never begun. */
export function hasEnded(
  { exception }: { readonly exception?: ExceptionClaim | undefined },
  now: number,
): boolean {
  if (!exception) return false
  const left = exception.expiresAt - now
  // not `<=`: a time that is no number must not pass
  return !(left > 0 && left <= LONGEST_MS)
}

/** Whether somebody other than all who act has approved it, or nobody was asked to. */
export function isApproved({ approver }: ExceptionClaim, actor: ResolvedActor): boolean {
  if (!approver) return true
  const isPerson = approver.kind === 'person' || approver.kind === 'employee'
  return isPerson && !approver.onBehalfOf && chain(actor).every((each) => areTwo(approver, each))
}

/** Ids are compared as text and without their tenants: what could be the same is taken for it. */
function areTwo(a: ResolvedActor, b: ResolvedActor): boolean {
  if (String(a.id) === String(b.id)) return false
  return !a.subject || !b.subject || String(a.subject.id) !== String(b.subject.id)
}

function chain(actor: ResolvedActor): ResolvedActor[] {
  return actor.onBehalfOf ? [actor, ...chain(actor.onBehalfOf)] : [actor]
}
