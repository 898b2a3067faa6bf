import type { Person } from '../catalog/person.js'
import type { PurposeDef } from '../catalog/purpose.js'
import type { Reason } from '../errors.js'
import { awaitsAnnouncement, isAnnounced, wasAsked } from './announced.js'
import { type ConsentEntry, type ConsentState, EVERYBODY } from './consent.js'

/** The reasons of the basis layer, in the order that breaks ties; a set of them is a bit mask. */
export const BASIS_REASONS = [
  'consent_missing',
  'consent_refused',
  'consent_withdrawn',
  'consent_expired',
  'consent_outdated',
  'consent_predates_purpose',
  'consent_unavailable',
  'not_announced',
  'objected',
  'restricted',
] as const satisfies readonly Reason[]

/** What stands between a purpose and one person, as a bit mask over `BASIS_REASONS`; 0 when nothing does. */
export type BasisBits = number

const bit = (reason: (typeof BASIS_REASONS)[number]): BasisBits => 1 << BASIS_REASONS.indexOf(reason)
const MISSING = bit('consent_missing')
const REFUSED = bit('consent_refused')
const WITHDRAWN = bit('consent_withdrawn')
const EXPIRED = bit('consent_expired')
const OUTDATED = bit('consent_outdated')
const PREDATES = bit('consent_predates_purpose')
const UNAVAILABLE = bit('consent_unavailable')
const UNANNOUNCED = bit('not_announced')
const OBJECTED = bit('objected')
const RESTRICTED = bit('restricted')

/** What is known of a person: their state, nothing said, or that it could not be read. */
export interface ConsentLookup {
  (person: Person): ConsentState | 'unavailable' | undefined
  /** How old the oldest of it may be, ms; absent where all is as new as the look-up. */
  ageMs?: number
  /** What everybody was told, where it was looked up with the people. */
  everybody?: { readonly state: ConsentState | 'unavailable' | undefined }
  /** Asked in place of consent, in an exception: whether a legal hold is on the person's rows of a resource. */
  held?(person: Person, resource: string): boolean
}

/** What stands between a purpose and any of `people`; without a lookup the basis is not asked for. */
export function basisOfAll(
  purpose: PurposeDef,
  people: readonly Person[],
  now: number,
  consents: ConsentLookup | undefined,
): BasisBits {
  let bits = 0
  if (consents) for (const person of people) bits |= basisOfOne(purpose, person, now, consents)
  return bits
}

/** What stands between a purpose and one person, with what everybody was told. */
export function basisOfOne(
  purpose: PurposeDef,
  person: Person,
  now: number,
  consents: ConsentLookup,
): BasisBits {
  const state = consents(person)
  const bits = basisOf(purpose, state, now)
  return awaitsAnnouncement(purpose) && state !== 'unavailable'
    ? bits | untold(purpose, state, now, consents)
    : bits
}

/** A related change serves whoever agreed to it or was told of it; whoever was asked for consent before is asked again. (APPI 17(2), GDPR 6(4)) */
function untold(
  purpose: PurposeDef,
  state: ConsentState | undefined,
  now: number,
  consents: ConsentLookup,
): BasisBits {
  try {
    if (yesOf(purpose, state, now)) return 0
    if (wasAsked(purpose, state)) return OUTDATED
    if (isAnnounced(purpose, state, now)) return 0
    const all = consents.everybody ? consents.everybody.state : consents(EVERYBODY)
    if (all === 'unavailable') return UNAVAILABLE
    return isAnnounced(purpose, all, now) ? 0 : UNANNOUNCED
  } catch {
    return UNAVAILABLE
  }
}

/**
 * Judges one person's state for a purpose: consent given, unexpired, to the current terms; no objection, no restriction.
 *
 * An entry of another form than the port's is no yes and no no: `consent_unavailable`. (APPI 18, 35; GDPR 6, 7, 18, 21.)
 */
function basisOf(
  purpose: PurposeDef,
  state: ConsentState | 'unavailable' | undefined,
  now: number,
): BasisBits {
  if (state === 'unavailable') return UNAVAILABLE
  try {
    const entry = entryOf(state, purpose.name)
    if (entry === undefined) return purpose.basis !== 'consent' ? 0 : unsaid(purpose, state, now)
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return UNAVAILABLE
    return (
      (purpose.basis === 'consent' ? saidOf(purpose, entry, state, now) : 0) |
      (stands(entry.objected) && purpose.objectable ? OBJECTED : 0) |
      (stands(entry.restricted) ? RESTRICTED : 0)
    )
  } catch {
    return UNAVAILABLE
  }
}

/** What was said of a purpose, where it comes to a yes that stands: given, unexpired, to its terms, not taken back. */
export function yesOf(
  purpose: PurposeDef,
  state: ConsentState | 'unavailable' | undefined,
  now: number,
): ConsentEntry | undefined {
  if (state === 'unavailable') return undefined
  const entry = entryOf(state, purpose.name)
  const isEntry = typeof entry === 'object' && entry !== null && !Array.isArray(entry)
  return isEntry && consentOf(entry, purpose.terms, now) === 0 ? entry : undefined
}

function saidOf(
  purpose: PurposeDef,
  entry: ConsentEntry,
  state: ConsentState | undefined,
  now: number,
): BasisBits {
  const bits = consentOf(entry, purpose.terms, now)
  return bits === MISSING ? unsaid(purpose, state, now) : bits
}

/** Nothing was said of this purpose: perhaps because it was added after a yes to one above. */
function unsaid(purpose: PurposeDef, state: ConsentState | undefined, now: number): BasisBits {
  return coversAbove(purpose, state, now) ? PREDATES : MISSING
}

/** What was said about a purpose: only the state's own entries count, not what stands on every object. */
function entryOf(state: ConsentState | undefined, purpose: string): ConsentEntry | undefined {
  const entry = state?.purposes[purpose]
  return entry !== undefined && Object.hasOwn((state as ConsentState).purposes, purpose) ? entry : undefined
}

function consentOf(entry: ConsentEntry, terms: number, now: number): BasisBits {
  const { stopped, given } = entry
  if (stopped !== undefined && stopped.length !== 0)
    return stopped[stopped.length - 1]?.status === 'ConsentRefused' ? REFUSED : WITHDRAWN
  if (given === undefined) return MISSING
  if (typeof given !== 'object' || given === null) return UNAVAILABLE
  const { via, expiresAt, terms: agreed = 1 } = given
  // a list, a promise or whatever else is an object
  if (typeof via !== 'string') return UNAVAILABLE
  if (expiresAt !== undefined && !Number.isFinite(expiresAt)) return UNAVAILABLE
  if (!Number.isSafeInteger(agreed)) return UNAVAILABLE
  // not `<=`: a time that is no number must not pass for unexpired
  const unexpired = expiresAt === undefined || expiresAt > now
  return (unexpired ? 0 : EXPIRED) | (agreed >= terms ? 0 : OUTDATED)
}

/** Whether a purpose above was consented to: then this one was added later. */
function coversAbove(purpose: PurposeDef, state: ConsentState | undefined, now: number): boolean {
  for (const above of purpose.ancestors) {
    const entry = entryOf(state, above)
    if (entry !== undefined && consentOf(entry, 0, now) === 0) return true
  }
  return false
}

function stands(named: readonly string[] | undefined): boolean {
  if (named !== undefined && !Array.isArray(named)) throw new TypeError('a list')
  return named !== undefined && named.length > 0
}
