import type { ConsentMoment, ConsentState, Person } from '../../index.js'
import type { Connection } from './client.js'
import { failed } from './failure.js'
import { always, type Keys, type Names, tagOf } from './key.js'
import { runScript } from './script.js'
import { READ } from './scripts.js'
import { NOTHING, type Shapes, type Stated, toStated, toWhole } from './state.js'
import type { ReadValues } from './values.js'

/** What a person has said, as one moment knows it. */
export interface Held {
  /** The text of the state, '' where there is none. */
  readonly text: string
  readonly version: number
  readonly purposes: ConsentState['purposes']
  readonly latest: ConsentMoment | undefined
  /** The text of the event that was asked for, '' where there is none. */
  readonly known: string
}

/** All about one person, and one of their events. */
export async function readHeld(
  connection: Connection,
  shapes: Shapes,
  keys: Keys,
  id: string,
): Promise<Held> {
  const [text, shape, lastId, lastAt, known] = toTexts(await runScript(connection, READ, always(keys), [id]))
  const latest = lastId === '' ? undefined : { id: lastId, at: toWhole(lastAt) }
  // one of them without the others has been taken away
  if ((text === '') !== (latest === undefined) || (known !== '' && text === ''))
    throw failed('events without a state')
  if (text === '') return { text, version: 0, purposes: NOTHING, latest, known }
  const stated = toStated(text, keys.tag)
  return { text, version: stated.version, purposes: shapes.learn(stated, shape), latest, known }
}

/** The states of all, in their order; those whose shape is not known yet are asked for once more, one for each shape. */
export async function lookup(
  connection: Connection,
  values: ReadValues,
  shapes: Shapes,
  names: Names,
  people: readonly Person[],
): Promise<readonly ConsentState[]> {
  const tags = people.map(tagOf)
  const texts = await values(tags.map(names.stateOf))
  const found = new Array<ConsentState>(people.length)
  const unknown = new Map<string, { readonly at: number; readonly stated: Stated }[]>()
  for (let i = 0; i < people.length; i++) {
    const person = people[i] as Person
    const text = texts[i]
    if (text === null || text === undefined) {
      found[i] = { person, purposes: NOTHING, version: 0 }
      continue
    }
    const stated = toStated(text, tags[i] as string)
    const purposes = shapes.purposes(stated)
    if (purposes !== undefined) {
      found[i] = { person, purposes, version: stated.version }
      continue
    }
    const name = stated.comes.split(' ', 1)[0] as string
    const others = unknown.get(name)
    if (others) others.push({ at: i, stated })
    else unknown.set(name, [{ at: i, stated }])
  }
  if (unknown.size === 0) return found

  const ask = async (at: number): Promise<void> => {
    const person = people[at] as Person
    const { version, purposes } = await readHeld(connection, shapes, names.of(person), '')
    found[at] = { person, purposes, version }
  }
  await Promise.all([...unknown.values()].map(([one]) => ask(one!.at)))
  const rest = [...unknown.values()].flatMap(([, ...others]) => others)
  await Promise.all(
    rest.map(({ at, stated }) => {
      const purposes = shapes.purposes(stated)
      // whoever was asked for it says something else by now
      if (purposes === undefined) return ask(at)
      found[at] = { person: people[at] as Person, purposes, version: stated.version }
      return undefined
    }),
  )
  return found
}

type Five = readonly [string, string, string, string, string]

/** @throws PurposeboundError `store_failed` */
function toTexts(answer: unknown): Five {
  if (!Array.isArray(answer) || answer.length !== 5 || !answer.every((part) => typeof part === 'string'))
    throw failed('an answer to something else')
  return answer as unknown as Five
}
