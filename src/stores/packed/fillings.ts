import type { ConsentState } from '../../index.js'
import { fill } from './fill.js'
import type { Shape } from './states.js'

type Purposes = ConsentState['purposes']

/** Sets of two places: of three times that fall on one set, two at least are found again. */
const SETS = 2_048

/** Shapes lately filled with one time; one that comes again, as a day does, is kept frozen and shared from then on. */
export class Fillings {
  readonly #shapes = new Array<Shape | undefined>(2 * SETS)
  readonly #times = new Float64Array(2 * SETS)
  readonly #filled = new Array<Purposes | undefined>(2 * SETS)

  get(shape: Shape, time: number): Purposes {
    // multiplied, so that days and hours spread over all sets
    const place = (Math.imul(time | 0, 0x9e3779b1) >>> 21) * 2
    if (this.#holds(place, shape, time)) return this.#again(place)
    if (this.#holds(place + 1, shape, time)) return this.#again(place + 1)
    // the older of the two makes room
    this.#shapes[place + 1] = this.#shapes[place]
    this.#times[place + 1] = this.#times[place] as number
    this.#filled[place + 1] = this.#filled[place]
    this.#shapes[place] = shape
    this.#times[place] = time
    this.#filled[place] = undefined
    return fill(shape, [time])
  }

  #holds(place: number, shape: Shape, time: number): boolean {
    return this.#times[place] === time && this.#shapes[place] === shape
  }

  #again(place: number): Purposes {
    const known =
      this.#filled[place] ?? freeze(fill(this.#shapes[place] as Shape, [this.#times[place] as number]))
    this.#filled[place] = known
    return known
  }
}

function freeze(purposes: Purposes): Purposes {
  for (const entry of Object.values(purposes)) {
    Object.freeze(entry.given)
    Object.freeze(entry)
  }
  return Object.freeze(purposes)
}
