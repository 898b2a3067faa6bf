import type { Person } from '../catalog/person.js'
import { pointer } from '../catalog/pointer.js'
import type { PurposeDef } from '../catalog/purpose.js'
import type { RecipientDef } from '../catalog/recipient.js'
import type { Reason } from '../errors.js'
import { type ConsentLookup, yesOf } from './basis.js'
import type { ConsentEntry, ConsentState } from './consent.js'

/** What stands between data and a recipient, as a bit mask over `STANDS`; 0 when nothing does. */
export type ProvisionBits = number

interface Stand {
  readonly reason: Reason
  readonly at: (recipient: RecipientDef, purpose: PurposeDef) => string
}

const STANDS = [
  {
    reason: 'recipient_outside_instructions',
    at: (_, { name, pseudonymous }) =>
      pointer('purposes', name, pseudonymous ? 'pseudonymous' : 'incidental'),
  },
  { reason: 'recipient_outside_instructions', at: ({ rule }) => `${rule}/purposes` },
  { reason: 'recipient_not_certified', at: ({ rule }) => `${rule}/certification` },
  { reason: 'recipient_not_certified', at: ({ rule }) => `${rule}/review` },
  {
    reason: 'transfer_without_basis',
    at: ({ rule, transfer }) => `${rule}/transfer${transfer ? '/until' : ''}`,
  },
  { reason: 'recipient_not_consented', at: ({ rule }) => rule },
  { reason: 'transfer_without_basis', at: ({ rule }) => `${rule}/transfer/basis` },
] as const satisfies readonly Stand[]

const [GOES_TO_NOBODY, OUTSIDE, UNCERTIFIED, UNREVIEWED, NO_TRANSFER, NOT_CONSENTED, TRANSFER_NOT_CONSENTED] =
  [1, 2, 4, 8, 16, 32, 64] as const

/** The reasons of a mask, each with the place in the document that decides. */
export function standsOf(
  bits: ProvisionBits,
  recipient: RecipientDef,
  purpose: PurposeDef,
): { readonly reason: Reason; readonly rule: string }[] {
  return STANDS.filter((_, index) => bits & (1 << index)).map(({ reason, at }) => ({
    reason,
    rule: at(recipient, purpose),
  }))
}

/** What no person could change: instructions, certification, review, and a basis for another country. */
export function provisionOf(recipient: RecipientDef, purpose: PurposeDef, now: number): ProvisionBits {
  const { kind, purposes, certification, review, foreign, transfer } = recipient
  // not `>=`: a time that is no number must not pass for what is in date
  const isOver = (time: number | undefined) => time !== undefined && !(now < time)
  return (
    (purpose.pseudonymous || purpose.incidental ? GOES_TO_NOBODY : 0) |
    (purposes && !purposes.has(purpose.name) ? OUTSIDE : 0) |
    (isOver(certification?.expires) || (kind === 'entrustee' && !certification) ? UNCERTIFIED : 0) |
    (isOver(review) ? UNREVIEWED : 0) |
    (foreign && (!transfer || isOver(transfer.until)) ? NO_TRANSFER : 0)
  )
}

/** The same with what each of `people` said of the recipient; without a lookup they are not asked. */
export function provisionTo(
  recipient: RecipientDef,
  purpose: PurposeDef,
  people: readonly Person[],
  now: number,
  consents: ConsentLookup | undefined,
): ProvisionBits {
  const bits = provisionOf(recipient, purpose, now)
  const needed = consentFor(recipient, purpose)
  if (needed === 0 || !consents) return bits
  return people.every((person) => hasConsented(recipient, purpose, consents(person), now))
    ? bits
    : bits | needed
}

/**
 * What needs the person's consent: provision to a third party, and a transfer that rests on it; save where the law obliges
 * to a purpose that the recipient is declared for. (APPI 27(1), 28(1))
 */
export function consentFor(recipient: RecipientDef, purpose: PurposeDef): ProvisionBits {
  const { kind, foreign, transfer } = recipient
  if (isObliged(recipient, purpose)) return 0
  return (
    (kind === 'third_party' ? NOT_CONSENTED : 0) |
    (foreign && transfer?.basis === 'consent' ? TRANSFER_NOT_CONSENTED : 0)
  )
}

/** Whether the law obliges to a purpose that a third party is declared for. */
export function isObliged({ kind, purposes }: RecipientDef, { name, basis }: PurposeDef): boolean {
  return kind === 'third_party' && basis === 'legal_obligation' && purposes?.has(name) === true
}

/** Whether a yes that stands names the recipient or its class, and no no does. */
function hasConsented(
  { names }: RecipientDef,
  purpose: PurposeDef,
  state: ConsentState | 'unavailable' | undefined,
  now: number,
): boolean {
  try {
    const entry = yesOf(purpose, state, now)
    return entry !== undefined && names.some((name) => isNamed(name, entry)) && !isStopped(names, entry)
  } catch {
    return false
  }
}

function isNamed(name: string, { given }: ConsentEntry): boolean {
  const named: unknown = given?.recipients
  return Array.isArray(named) && named.includes(name)
}

/** @throws TypeError for what is no list, which may be a no */
function isStopped(names: readonly string[], { stoppedRecipients = [] }: ConsentEntry): boolean {
  return stoppedRecipients.some(({ recipient }) => names.includes(recipient))
}
