import type { Catalog } from '../catalog/catalog.js'
import type { ExceptionClaim } from '../decide/exception.js'
import { recordActor } from './entry.js'
import type { Pseudonyms } from './pseudonym.js'
import { type Entry, timeText } from './scribe.js'

/** What records say of a use by an exception, or of a try: the legal item, until when, and who approved it. */
export function recordedException(
  claim: ExceptionClaim | 'invalid',
  { roles }: Catalog,
  pseudonyms: Pseudonyms,
): Pick<Entry, 'type' | 'severity' | 'exception'> {
  const about = { type: 'exception', severity: 'alert' } as const
  // what is no claim is free text
  if (claim === 'invalid') return about
  const { item, expiresAt, approver } = claim
  return {
    ...about,
    exception: {
      ...(item !== undefined && { item }),
      expiresAt: timeText(Math.abs(expiresAt) <= 8.64e15 ? expiresAt : Number.NaN),
      ...(approver && { approvedBy: recordActor(approver, (role) => roles.has(role), pseudonyms) }),
    },
  }
}
