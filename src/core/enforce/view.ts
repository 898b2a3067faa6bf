import { readOwn } from '../decide/own.js'
import { clearText, type Emit } from './emit.js'
import { Unreleasable } from './opaque.js'
import { MOST_FIELDS, VIEW_COPIES } from './view-copies.js'
import type { Fields, Fresh, Maker, Project } from './view-fields.js'

/** Views after which a plan is given a copy of the constructor. */
const HOT = 4096

let given = 0

/** Makes views of `fields`; a plan that makes many of them goes on with a copy of the code that learns about it alone. */
export function viewOf(fields: Fields): Project {
  let project = plainViewOf(fields)
  let made = 0
  return (row, plain, values, from) => {
    if (made < HOT && ++made === HOT && fields.keys.length <= MOST_FIELDS) project = copyFor(fields)
    return project(row, plain, values, from)
  }
}

/** The copies go round: when there are more busy plans than copies, they share. */
function copyFor(fields: Fields): Project {
  return (VIEW_COPIES[given++ % VIEW_COPIES.length] as (typeof VIEW_COPIES)[number])(fields)
}

/** The plain version, which all copies must equal. */
export function plainViewOf({ keys, emits, slots }: Fields): Project {
  const count = keys.length
  function View(this: Fresh, row: Fresh, plain: boolean, values: readonly unknown[], from: number): void {
    let key = ''
    try {
      for (let i = 0; i < count; i++) {
        key = keys[i] as string
        const slot = slots[i] as number
        const value = slot >= 0 ? values[from + slot] : plain ? row[key] : readOwn(row, key)
        const emit = emits[i] as Emit
        // as most fields are: nothing to be called for
        const shown = emit === clearText && typeof value === 'string' ? value : emit(value)
        if (shown !== undefined) this[key] = shown
      }
    } catch {
      throw new Unreleasable(key)
    }
  }
  View.prototype = null
  const Made = View as unknown as Maker
  return (row, plain, values, from) => new Made(row, plain, values, from)
}
