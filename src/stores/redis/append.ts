import { type Appended, type ConsentEvent, foldConsent } from '../../index.js'
import type { Connection } from './client.js'
import type { Left } from './deadline.js'
import { failed } from './failure.js'
import { always, type Keys, type Names, told } from './key.js'
import { type Held, readHeld } from './read.js'
import { type Fold, foldOf, refold, STRIDE } from './refold.js'
import { runScript } from './script.js'
import { TAKE } from './scripts.js'
import { pack } from './shape.js'
import { type Shapes, stateText, toStated } from './state.js'
import { assertSame, eventText, precedes } from './stored.js'

/** How many replicas must have an event too. */
export interface Replicas {
  readonly count: number
}

/**
 * Takes an event in: folded from the state that was read, and taken only where that state still stands, else folded anew.
 *
 * @throws PurposeboundError `input_invalid` when its id is that of another event of the same person
 */
export async function append(
  connection: Connection,
  names: Names,
  shapes: Shapes,
  event: ConsentEvent,
  left: Left,
  replicas?: Replicas,
): Promise<Appended> {
  const keys = names.of(event.person)
  while (left() > 0) {
    const held = await readHeld(connection, shapes, keys, event.id)
    if (held.known !== '' && replicas === undefined) return again(event, held.known, held.version)
    const args = held.known !== '' ? repeated(event) : await folded(connection, keys, names, event, held)
    if (left() <= 0) break
    const written = held.version + 1 < STRIDE ? always(keys) : [...always(keys), keys.folds]
    const [outcome, state, known] = await take(connection, written, args, left, replicas)
    if (outcome === 'taken') return { version: held.version + 1 }
    if (outcome === 'known') return again(event, known, toStated(state, keys.tag).version)
    if (outcome !== 'changed') throw failed('events without their state')
  }
  throw failed('ETIMEDOUT')
}

function again(event: ConsentEvent, known: unknown, version: number): Appended {
  assertSame(known, event)
  return { version }
}

/** What `TAKE` is given for an event that stands already: only its id counts. */
function repeated({ id }: ConsentEvent): readonly string[] {
  return ['', '0', '', '', id, '0', '', '', '', '']
}

async function folded(
  connection: Connection,
  keys: Keys,
  names: Names,
  event: ConsentEvent,
  { text, version, purposes: before, latest }: Held,
): Promise<readonly string[]> {
  const late = latest !== undefined && !precedes(latest, event)
  const { purposes, folds } = late ? await refold(connection, keys, event) : next()
  const packed = pack(purposes)
  return [
    text,
    String(version),
    stateText(keys.tag, version + 1, packed),
    packed.shape,
    event.id,
    String(event.at),
    eventText(version + 1, event),
    late ? 'late' : '',
    names.channel,
    told(event.person),
    ...folds.flat(),
  ]

  function next() {
    const purposes = foldConsent(before, event)
    const folds: readonly Fold[] = (version + 1) % STRIDE === 0 ? [foldOf(event, purposes)] : []
    return { purposes, folds }
  }
}

/** @throws PurposeboundError `store_failed` when too few replicas have it in time: it stands all the same */
async function take(
  connection: Connection,
  keys: readonly string[],
  args: readonly string[],
  left: Left,
  replicas: Replicas | undefined,
): Promise<readonly unknown[]> {
  if (replicas === undefined) return toOutcome(await runScript(connection, TAKE, keys, args))
  // one that waits holds up all that comes behind it: it is done before its caller has given up
  const waitMs = Math.max(1, Math.floor(left() * 0.9))
  const both = await runScript(connection, TAKE, keys, args, ['WAIT', String(replicas.count), String(waitMs)])
  const [answer, have] = both as readonly unknown[]
  const outcome = toOutcome(answer)
  if (outcome[0] !== 'changed' && !(Number(have) >= replicas.count)) throw failed('too few replicas have it')
  return outcome
}

function toOutcome(answer: unknown): readonly unknown[] {
  if (!Array.isArray(answer)) throw failed('an answer to something else')
  return answer
}
