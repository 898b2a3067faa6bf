import { readOwn } from '../decide/own.js'
import type { MakeFrom } from '../decide/rows.js'
import { clearText, type Emit } from './emit.js'
import { Unreleasable } from './opaque.js'

/** Makes a view of an opened row: what the decision read is not read again. @throws Unreleasable */
export type Project = MakeFrom<object>

/** A constructor whose prototype is null makes plain objects, and faster than a literal that grows. */
export function viewOf(keys: readonly string[], emits: readonly Emit[], slots: readonly number[]): Project {
  const count = keys.length
  function View(
    this: { [key: string]: unknown },
    row: { readonly [key: string]: unknown },
    plain: boolean,
    values: readonly unknown[],
    from: number,
  ): void {
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
  const Made = View as unknown as new (...args: Parameters<Project>) => object
  return (row, plain, values, from) => new Made(row, plain, values, from)
}
