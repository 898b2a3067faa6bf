import { REASONS, type Reason } from '../errors.js'
import type { RecordedActor } from './record.js'
import type { Entry } from './scribe.js'
import { peopleIn } from './subjects.js'

const CONSENT_LAYER = 5

/** Whether a reason is what people said, or did not say. */
function isTheirs(reason: Reason | undefined): boolean {
  return reason === 'recipient_not_consented' || (!!reason && REASONS[reason]?.layer === CONSENT_LAYER)
}

/** Whether an entry tells of a use, or of a try: what is merely observed is none. */
export function isUse({ type, mode }: Entry): boolean {
  return (type === 'decision' || type === 'provision' || type === 'exception') && mode !== 'observed'
}

/**
 * How many denials a batch holds.
 *
 * Rows that are missing from a list because of what their people said are its ordinary course; other reasons count once
 * each, however many rows there were.
 */
export function denialsIn(uses: readonly Entry[]): number {
  return uses.filter(
    ({ effect, refused, reason }) =>
      effect === 'deny' && !(refused !== undefined && isTheirs(reason as Reason | undefined)),
  ).length
}

/** At most so many people were seen: who stands there twice counts twice. */
export function mostPeopleIn(uses: readonly Entry[]): number {
  return uses.reduce((sum, { effect, subjects }) => sum + (effect === 'permit' ? peopleIn(subjects) : 0), 0)
}

/** So many people were seen. Names them, which costs as much as deciding on them. */
export function peopleSeenIn(uses: readonly Entry[]): number {
  const named = uses.flatMap(({ effect, subjects }) => (effect === 'permit' ? (subjects?.refs ?? []) : []))
  return new Set(named).size
}

/** The one for whom something is done in the end. */
export function principalOf(actor: RecordedActor | undefined): RecordedActor | undefined {
  return actor?.onBehalfOf ? principalOf(actor.onBehalfOf) : actor
}
