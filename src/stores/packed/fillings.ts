import type { ConsentState } from '../../index.js'
import { fill } from './fill.js'
import type { Shape } from './states.js'

type Purposes = ConsentState['purposes']

const PLACES = 1_024

/** Shapes lately filled with one time; one that comes again, as a day does, is kept frozen and shared from then on. */
export class Fillings {
  readonly #shapes = new Array<Shape | undefined>(PLACES)
  readonly #times = new Float64Array(PLACES)
  readonly #filled = new Array<Purposes | undefined>(PLACES)

  get(shape: Shape, time: number): Purposes {
    // multiplied, so that days and hours spread over all places
    const place = Math.imul(time | 0, 0x9e3779b1) >>> 22
    if (this.#shapes[place] === shape && this.#times[place] === time) {
      const known = this.#filled[place] ?? freeze(fill(shape, [time]))
      this.#filled[place] = known
      return known
    }
    this.#shapes[place] = shape
    this.#times[place] = time
    this.#filled[place] = undefined
    return fill(shape, [time])
  }
}

function freeze(purposes: Purposes): Purposes {
  for (const entry of Object.values(purposes)) {
    Object.freeze(entry.given)
    Object.freeze(entry)
  }
  return Object.freeze(purposes)
}
