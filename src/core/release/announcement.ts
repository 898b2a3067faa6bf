import type { Person } from '../catalog/person.js'
import { type ConsentEvidence, EVERYBODY } from '../decide/consent.js'
import { recordActor, recordPerson } from '../record/entry.js'
import { type Entry, timeText } from '../record/scribe.js'
import { type Announcement, readAnnouncement } from './announcement-input.js'
import { append, assertWritable } from './append.js'
import { reading } from './consent-event.js'
import { historyOf } from './consent-history.js'
import { recordFailure } from './consent-record.js'
import { assertOpen, type Engine, nowOf, submit } from './engine.js'
import type { Snapshot } from './snapshot.js'

/** The people that one record names. */
const MOST = 1000

/** One announcement to everybody, as the store keeps it. */
export interface KeptAnnouncement extends ConsentEvidence {
  readonly purposes: readonly { readonly purpose: string; readonly terms: number }[]
  /** RFC 3339: when it was made, and from when on it holds. */
  readonly at: string
  readonly effectiveAt: string
}

/** Keeps what people were told of a change, and when: recorded first, then in the history of each who was told. */
export async function announce(
  engine: Engine,
  uuid: (now: number) => string,
  given: unknown,
): Promise<readonly string[]> {
  assertWritable(engine)
  const now = nowOf(engine)
  const told = reading(() => readAnnouncement(engine, given, now))
  return engine.owed.during(keep(engine, uuid, told))
}

/** What everybody was told, oldest first. */
export async function announcements(engine: Engine): Promise<readonly KeptAnnouncement[]> {
  assertOpen(engine)
  const events = await historyOf(engine, EVERYBODY)
  return events.flatMap(({ action, at, effectiveAt, purposes, id: _, person: __, ...proven }) =>
    action === 'announce' && effectiveAt !== undefined
      ? [
          {
            purposes: purposes.map(({ purpose, terms = 1 }) => ({ purpose, terms })),
            at: new Date(at).toISOString(),
            effectiveAt: new Date(effectiveAt).toISOString(),
            ...proven,
          },
        ]
      : [],
  )
}

async function keep(
  engine: Engine,
  uuid: (now: number) => string,
  { snapshot, people, purposes, at, effectiveAt, proven, teller }: Announcement,
): Promise<readonly string[]> {
  const tokens: string[] = []
  for (let from = 0; from < people.length; from += MOST) {
    const some = people.slice(from, from + MOST)
    const entriesFor = (who: readonly Person[]) =>
      entriesOf(engine, snapshot, { people: who, purposes, at, effectiveAt, proven, teller })
    await submit(engine, snapshot, entriesFor(some))
    for (const [index, person] of some.entries())
      try {
        tokens.push(
          await append(engine, {
            id: uuid(at),
            action: 'announce',
            person,
            at,
            purposes,
            effectiveAt,
            ...proven,
          }),
        )
      } catch (error) {
        // whoever is left was told nothing that counts
        await recordFailure(engine, snapshot, entriesFor(some.slice(index)), 'store_failed')
        throw error
      }
  }
  return Object.freeze(tokens)
}

function entriesOf(
  { pseudonyms }: Engine,
  { catalog }: Snapshot,
  { people, purposes, at, effectiveAt, proven, teller }: Omit<Announcement, 'snapshot'>,
): Entry[] {
  const refs = people.filter((each) => each !== EVERYBODY).map((each) => recordPerson(each, pseudonyms))
  return purposes.map(({ purpose, terms = 1 }) => ({
    type: 'consent',
    ...(teller && { actor: recordActor(teller, (role) => catalog.roles.has(role), pseudonyms) }),
    purpose,
    ...(refs.length > 0 && { subjects: { refs } }),
    consent: {
      asOf: timeText(at),
      source: 'store',
      event: 'announce',
      terms,
      effectiveAt: timeText(effectiveAt),
      ...(proven.version !== undefined && { version: proven.version }),
    },
  }))
}
