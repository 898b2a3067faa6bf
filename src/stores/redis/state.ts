import type { ConsentState } from '../../index.js'
import { failed } from './failure.js'
import { digest, type Fill, type Packed, unpack } from './shape.js'

/** A state as it is read by the thousand: whose it is, how many events, and what they come to by the name of its shape. */
export interface Stated {
  readonly version: number
  /** The name of the shape and the times. */
  readonly comes: string
}

export const NOTHING: ConsentState['purposes'] = Object.freeze({})

/** `tag`, a line feed, `version shape time …` */
export function stateText(tag: string, version: number, { shape, times }: Packed): string {
  return `${tag}\n${[version, digest(shape), ...times].join(' ')}`
}

/** @throws PurposeboundError `store_failed` for what is no state, or is another person's */
export function toStated(text: unknown, tag: string): Stated {
  if (typeof text !== 'string' || !text.startsWith(tag) || text.charCodeAt(tag.length) !== LINE_FEED)
    throw failed('a state is of somebody else')
  let version = 0
  let end = tag.length + 1
  for (
    let digit = text.charCodeAt(end) - ZERO;
    digit >= 0 && digit <= 9;
    digit = text.charCodeAt(end) - ZERO
  ) {
    version = version * 10 + digit
    end += 1
  }
  if (text.charCodeAt(end) !== SPACE || version === 0 || !Number.isSafeInteger(version)) throw strange()
  return { version, comes: text.slice(end + 1) }
}

const SPACE = 32
const ZERO = 48
const LINE_FEED = 10
const MOST_SHAPES = 10_000
const MOST_TEXT = 8_000_000

/** Shapes by their names, which are what they hold: true for ever and for everybody. The oldest go first. */
export class Shapes {
  readonly #fills = new Map<string, { readonly fill: Fill; readonly size: number }>()
  #size = 0

  /** What a state comes to; undefined where its shape is not known here. @throws PurposeboundError `store_failed` */
  purposes({ comes }: Stated): ConsentState['purposes'] | undefined {
    // most end at no time of their own
    const whole = this.#fills.get(comes)
    if (whole !== undefined) return filled(whole.fill, [])
    const end = comes.indexOf(' ')
    const known = end === -1 ? undefined : this.#fills.get(comes.slice(0, end))
    return (
      known &&
      filled(
        known.fill,
        comes
          .slice(end + 1)
          .split(' ')
          .map(toWhole),
      )
    )
  }

  /** @throws PurposeboundError `store_failed` for a shape that is none, or not the one that the state names */
  learn(stated: Stated, shape: unknown): ConsentState['purposes'] {
    const name = stated.comes.split(' ', 1)[0]!
    if (typeof shape !== 'string' || digest(shape) !== name) throw strange()
    if (!this.#fills.has(name)) this.#keep(name, shape)
    return this.purposes(stated) as ConsentState['purposes']
  }

  #keep(name: string, shape: string): void {
    let fill: Fill
    try {
      fill = unpack(shape)
    } catch {
      // the message would show what it found
      throw strange()
    }
    this.#fills.set(name, { fill, size: shape.length })
    this.#size += shape.length
    for (const [oldest, { size }] of this.#fills) {
      if (oldest === name || (this.#fills.size <= MOST_SHAPES && this.#size <= MOST_TEXT)) break
      this.#fills.delete(oldest)
      this.#size -= size
    }
  }
}

function filled(fill: Fill, times: readonly number[]): ConsentState['purposes'] {
  try {
    return fill(times)
  } catch {
    throw strange()
  }
}

/** A whole number that came as text. @throws PurposeboundError `store_failed` */
export function toWhole(text: unknown): number {
  const number = typeof text === 'string' && /^-?\d+$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(number)) throw strange()
  return number
}

function strange() {
  return failed('a key holds what is no state')
}
