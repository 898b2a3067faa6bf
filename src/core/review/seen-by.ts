import { toInstant } from '../catalog/instant.js'
import { byCodeUnit } from '../catalog/pointer.js'
import { PurposeboundError } from '../errors.js'
import { RecordReader } from '../record/record-reader.js'
import type { RecordedUse } from '../record/recorded-use.js'

/** Which records: of these pseudonyms, from `since` and before `until`. */
export interface TrailQuery {
  readonly refs: readonly string[]
  /** A Date, milliseconds or RFC 3339 text, inclusive. */
  readonly since?: Date | number | string | undefined
  /** Exclusive. */
  readonly until?: Date | number | string | undefined
}

/** One person of whom an actor saw something, or tried to. */
export interface SeenPerson {
  readonly ref: string
  /** RFC 3339 UTC. */
  readonly first: string
  readonly last: string
  /** How often data of the person was released, and how often that was denied. */
  readonly permitted: number
  readonly denied: number
  readonly purposes: readonly string[]
  readonly actions: readonly string[]
  /** Fields as `resource.path`, at their clearest: what was once shown in clear is not among the masked. */
  readonly clear: readonly string[]
  readonly masked: readonly string[]
}

/** Whose data an actor saw. */
export interface Seen {
  /** Those who were seen first, and those of whom everything was denied after them; by pseudonym. */
  readonly people: readonly SeenPerson[]
  /** Records of the actor that tell of a use, and permits among them that name nobody. */
  readonly records: number
  readonly unnamed: number
}

/**
 * The uses of the data of people, in the order of the records: what `accesses` answers, over records that you hold.
 *
 * @throws PurposeboundError `log_invalid` for what is no record, `input_invalid` for a time that is none
 * @example
 * ```ts
 * for await (const use of usesOf(records, { refs: pseudonyms(keys).person('m-1') })) console.log(use.time, use.purpose)
 * ```
 */
export async function* usesOf(
  records: AsyncIterable<unknown> | Iterable<unknown>,
  query: TrailQuery,
): AsyncGenerator<RecordedUse> {
  for await (const { use, reader } of usesIn(records, query))
    if (reader.people().some((ref) => query.refs.includes(ref))) yield use
}

/**
 * Whose data an actor saw, of which fields, for which purposes: the list that a report of a leak needs (APPI 26, GDPR 33).
 *
 * Somebody is an actor also of what was done on their behalf.
 *
 * @throws PurposeboundError `log_invalid`, `input_invalid`
 * @example
 * ```ts
 * const { people } = await seenBy(records, { refs: pseudonyms(keys).actor({ id: 'a-17' }), since: '2026-11-01' })
 * ```
 */
export async function seenBy(
  records: AsyncIterable<unknown> | Iterable<unknown>,
  query: TrailQuery,
): Promise<Seen> {
  const people = new Map<string, Tally>()
  let [count, unnamed] = [0, 0]
  for await (const { use, reader } of usesIn(records, query)) {
    if (!reader.actors().some((ref) => query.refs.includes(ref))) continue
    count++
    const named = reader.people()
    if (named.length === 0 && use.effect === 'permit') unnamed++
    for (const ref of named) {
      const tally = people.get(ref) ?? new Tally(use.time)
      people.set(ref, tally)
      tally.add(use)
    }
  }
  const all = [...people].map(([ref, tally]) => tally.of(ref))
  const order = (each: SeenPerson) => (each.permitted > 0 ? 0 : 1)
  return Object.freeze({
    people: Object.freeze(all.sort((a, b) => order(a) - order(b) || byCodeUnit(a.ref, b.ref))),
    records: count,
    unnamed,
  })
}

class Tally {
  #first: string
  #last: string
  #permitted = 0
  #denied = 0
  readonly #purposes = new Set<string>()
  readonly #actions = new Set<string>()
  readonly #clear = new Set<string>()
  readonly #masked = new Set<string>()

  constructor(time: string) {
    this.#first = time
    this.#last = time
  }

  add({ time, effect, mode, purpose, action, resource, clear, masked }: RecordedUse): void {
    if (time < this.#first) this.#first = time
    if (time > this.#last) this.#last = time
    if (effect === 'permit' && mode === undefined) this.#permitted++
    if (effect === 'deny') this.#denied++
    if (purpose !== undefined) this.#purposes.add(purpose)
    if (action !== undefined) this.#actions.add(action)
    const at = (path: string) => `${resource?.type ?? ''}.${path}`
    for (const path of clear) this.#clear.add(at(path))
    for (const path of masked) this.#masked.add(at(path))
  }

  of(ref: string): SeenPerson {
    const sorted = (set: ReadonlySet<string>) => Object.freeze([...set].sort(byCodeUnit))
    return Object.freeze({
      ref,
      first: this.#first,
      last: this.#last,
      permitted: this.#permitted,
      denied: this.#denied,
      purposes: sorted(this.#purposes),
      actions: sorted(this.#actions),
      clear: sorted(this.#clear),
      masked: sorted(new Set([...this.#masked].filter((path) => !this.#clear.has(path)))),
    })
  }
}

async function* usesIn(
  records: AsyncIterable<unknown> | Iterable<unknown>,
  { since, until }: TrailQuery,
): AsyncGenerator<{ readonly use: RecordedUse; readonly reader: RecordReader }> {
  const [from, to] = [timeOf(since), timeOf(until)]
  for await (const record of records) {
    const read = readOne(record)
    if (!read || (from !== undefined && read.reader.time < from)) continue
    if (to === undefined || read.reader.time < to) yield read
  }
}

function readOne(record: unknown): { readonly use: RecordedUse; readonly reader: RecordReader } | undefined {
  try {
    const reader = new RecordReader(record)
    const use = reader.use()
    return use && { use, reader }
  } catch {
    throw new PurposeboundError('log_invalid', 'this is no audit record')
  }
}

function timeOf(given: TrailQuery['since']): number | undefined {
  if (given === undefined) return undefined
  const time = toInstant(given)
  if (time === undefined)
    throw new PurposeboundError('input_invalid', 'a time is a Date, milliseconds or RFC 3339 text')
  return time
}
