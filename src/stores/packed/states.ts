import { type ConsentEntry, type ConsentEvent, type ConsentState, foldConsent } from '../../index.js'
import { Lexicon } from './lexicon.js'
import { Memo } from './memo.js'
import { Pen } from './pen.js'
import type { Statement } from './statement.js'
import { Values } from './values.js'

/** A state without its times: each `expiresAt` is a place in the list of the times of the person at hand. */
export interface Shape {
  readonly address: number
  readonly purposes: ConsentState['purposes']
  /** How many times it names. */
  readonly count: number
}

/** The state of one person: the address of a shape, and the times that belong in it. */
export interface Standing {
  readonly shape: number
  readonly times: readonly number[]
}

/** How somebody stands who has said nothing. */
export const SILENT: Standing = Object.freeze({ shape: 0, times: Object.freeze([]) })

const NOTHING: Shape = Object.freeze({ address: 0, purposes: Object.freeze({}), count: 0 })

/**
 * The shapes of all states, each kept once: people who said the same share one, whenever their consents expire.
 *
 * `foldConsent` only copies `expiresAt`: so it is folded over places, once for all who take the same step.
 */
export class States {
  readonly #entries = new Values<readonly [purpose: string, entry: ConsentEntry]>()
  readonly #lists = new Lexicon()
  readonly #pen = new Pen()
  readonly #shapes = new Memo<number, Shape>(2_048)
  /** From a shape and a statement to the next shape, and where each of its times stood before. */
  readonly #steps = new Memo<string, { readonly shape: number; readonly from: readonly number[] }>(2_048)

  shape(address: number): Shape {
    if (address === 0) return NOTHING
    return this.#shapes.get(address) ?? this.#shapes.set(address, this.#read(address))
  }

  /** How one stands after one more event; `said` is the address of its statement. */
  fold(
    { shape, times }: Standing,
    said: number,
    statement: Statement,
    expiresAt: number | undefined,
  ): Standing {
    const known = expiresAt === undefined ? -1 : times.indexOf(expiresAt)
    const place = expiresAt === undefined ? undefined : known < 0 ? times.length : known
    const key = `${shape} ${said} ${place}`
    const step = this.#steps.get(key) ?? this.#steps.set(key, this.#step(shape, statement, place))
    return { shape: step.shape, times: step.from.map((before) => times[before] ?? expiresAt!) }
  }

  #step(shape: number, statement: Statement, place: number | undefined) {
    const event: ConsentEvent = { ...NOBODY, ...statement, ...(place !== undefined && { expiresAt: place }) }
    const purposes = foldConsent(this.shape(shape).purposes, event)
    const from: number[] = []
    const pen = this.#pen.clear()
    for (const purpose of Object.keys(purposes).sort()) {
      pen.varint(this.#entries.intern([purpose, moved(purposes[purpose]!, from)]))
    }
    return { shape: this.#lists.intern(pen), from }
  }

  #read(address: number): Shape {
    const purposes: Record<string, ConsentEntry> = {}
    let count = 0
    for (const { cursor, end } = this.#lists.read(address); cursor.at < end; ) {
      const [purpose, entry] = this.#entries.read(cursor.varint())
      purposes[purpose] = entry
      count = Math.max(count, (entry.given?.expiresAt ?? -1) + 1)
    }
    // one with places is only copied from, which is faster from what is not frozen
    return { address, purposes: count === 0 ? Object.freeze(purposes) : purposes, count }
  }
}

const NOBODY = { id: '', person: { id: '', population: '' }, at: 0 }

/** The entry with its keys in one order, its time moved to the next free place in `from`. */
function moved(
  { given, stopped, stoppedRecipients, announced, objected, restricted }: ConsentEntry,
  from: number[],
): ConsentEntry {
  const rest = {
    ...(stopped && { stopped }),
    ...(stoppedRecipients && { stoppedRecipients }),
    ...(announced && { announced }),
    ...(objected && { objected }),
    ...(restricted && { restricted }),
  }
  if (given?.expiresAt === undefined) return given === undefined ? rest : { given, ...rest }
  const place = from.indexOf(given.expiresAt)
  return { given: { ...given, expiresAt: place < 0 ? from.push(given.expiresAt) - 1 : place }, ...rest }
}
