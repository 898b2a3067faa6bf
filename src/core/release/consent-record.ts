import { type ResolvedActor, resolveActor } from '../decide/actor.js'
import type { ConsentEvent } from '../decide/consent.js'
import { PurposeboundError } from '../errors.js'
import { recordActor, recordPerson } from '../record/entry.js'
import { type Entry, timeText } from '../record/scribe.js'
import { type Engine, submit } from './engine.js'
import type { Snapshot } from './snapshot.js'

const RETRY_MS = 1000

/** Who told us what a person said; undefined where it was the person. @throws PurposeboundError `input_invalid` */
export function toTeller(actor: unknown): ResolvedActor | undefined {
  const teller = actor === undefined ? undefined : resolveActor(actor)
  if (typeof teller === 'string') throw new PurposeboundError('input_invalid', '`actor` is `{ id, roles }`')
  return teller
}

/** The records of an event: one for each purpose that was named. */
export function entriesOf(
  { pseudonyms }: Engine,
  { catalog }: Snapshot,
  event: ConsentEvent,
  teller: ResolvedActor | undefined,
): Entry[] {
  const ref = recordPerson(event.person, pseudonyms)
  const named = [...new Set(event.purposes.map(({ via }) => via))]
  return named.map((purpose) => ({
    type: 'consent',
    actor: teller
      ? recordActor(teller, (role) => catalog.roles.has(role), pseudonyms)
      : { kind: 'person', ref, roles: [] },
    purpose,
    subjects: { refs: [ref] },
    consent: {
      asOf: timeText(event.at),
      source: 'store',
      event: event.action,
      ...(event.version !== undefined && { version: event.version }),
      ...(event.onlyRecipients && { onlyRecipients: event.onlyRecipients }),
    },
  }))
}

/** What a person narrowed holds whether or not the trail is up: the record follows as soon as it can. */
export async function recordUntilDone(
  engine: Engine,
  snapshot: Snapshot,
  entries: readonly Entry[],
): Promise<void> {
  try {
    await submit(engine, snapshot, entries)
  } catch {
    // at the end `close` tries once more, and counts what is left
    if (!engine.closed) engine.owed.later(RETRY_MS, () => void recordUntilDone(engine, snapshot, entries))
  }
}

/** Sets right what was recorded and then did not happen; a trail that fails now hides nothing else. */
export async function recordFailure(
  engine: Engine,
  snapshot: Snapshot,
  entries: readonly Entry[],
  code: string,
): Promise<void> {
  try {
    const outcome = { status: 'error', rows: 0, code } as const
    await submit(
      engine,
      snapshot,
      entries.map((entry) => ({ ...entry, type: 'outcome', outcome })),
    )
  } catch {
    // the caller is told of the failure itself
  }
}
