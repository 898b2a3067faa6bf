import type { Manifest } from './manifest.js'

interface Brand {
  /** Marks an object as a view; the mark is no property, so equality, JSON, spread and inspect do not see it. */
  stamp(view: object, manifest: Manifest): void
  /** The manifest of a view, undefined for anything else. */
  of(value: unknown): Manifest | undefined
}

const SHARED = Symbol.for('purposebound/brand/1')

function createBrand(): Brand {
  // a constructor may return another object: the private field is then stamped on that one
  class Returned {
    constructor(object: object) {
      // biome-ignore lint/correctness/noConstructorReturn: this is what stamps
      return object
    }
  }
  class Mark extends Returned {
    readonly #manifest: Manifest
    constructor(view: object, manifest: Manifest) {
      super(view)
      this.#manifest = manifest
    }
    static of(value: object): Manifest | undefined {
      return #manifest in value ? value.#manifest : undefined
    }
  }
  return Object.freeze({
    stamp: (view: object, manifest: Manifest) => void new Mark(view, manifest),
    of: (value: unknown) => (typeof value === 'object' && value !== null ? Mark.of(value) : undefined),
  })
}

const registry = globalThis as { [SHARED]?: Brand }
if (!registry[SHARED]) Object.defineProperty(globalThis, SHARED, { value: createBrand() })

/** One class for all copies of this library (ESM and CJS), made by whichever loads first. */
export const brand: Brand = registry[SHARED] as Brand
