import type { ConsentState } from '../../index.js'
import { fill } from './fill.js'
import { Memo } from './memo.js'
import type { Shape } from './states.js'

type Purposes = ConsentState['purposes']

interface Filling {
  readonly shape: Shape
  readonly time: number
  readonly purposes: Purposes
}

/** Sets of two places: of three marks that fall on one set, two at least are found again. */
const SETS = 2_048

/**
 * Shapes filled with one time: one that comes again, as a day does, is kept frozen and shared from then on.
 *
 * What comes once leaves a mark and nothing else. Two that have the same mark are still told apart.
 */
export class Fillings {
  readonly #marks = new Float64Array(2 * SETS)
  readonly #kept = new Memo<number, Filling>(2 * SETS)

  get(shape: Shape, time: number): Purposes {
    const mark = time + shape.address / 2
    if (!this.#isMarked(mark)) return fill(shape, [time])
    const known = this.#kept.get(mark)
    if (known !== undefined && known.shape === shape && known.time === time) return known.purposes
    return this.#kept.set(mark, { shape, time, purposes: freeze(fill(shape, [time])) }).purposes
  }

  #isMarked(mark: number): boolean {
    const marks = this.#marks
    // multiplied, so that days and hours spread over all sets
    const place = (Math.imul(mark | 0, 0x9e3779b1) >>> 21) * 2
    const latest = marks[place] as number
    if (latest === mark || marks[place + 1] === mark) return true
    // the older of the two makes room
    marks[place + 1] = latest
    marks[place] = mark
    return false
  }
}

function freeze(purposes: Purposes): Purposes {
  for (const entry of Object.values(purposes)) {
    Object.freeze(entry.given)
    Object.freeze(entry)
  }
  return Object.freeze(purposes)
}
