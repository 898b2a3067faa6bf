import type { Chance } from './chance.js'
import type { Def, Zod } from './zod.js'

type Into = (inner: Zod | null | undefined, key?: string) => unknown

/** An object with what its shape names; what is absent has no property. */
export function object(shape: NonNullable<Def['shape']>, into: Into): object {
  const made: { [key: string]: unknown } = {}
  for (const key of Object.keys(shape)) {
    const value = into(shape[key], `.${key}`)
    // defined and not assigned: a property may be called `__proto__`
    if (value !== undefined)
      Object.defineProperty(made, key, { value, enumerable: true, writable: true, configurable: true })
  }
  return made
}

export function list(
  element: Zod | undefined,
  { least, most }: { readonly least: number; readonly most: number },
  chance: Chance,
  into: Into,
): unknown[] {
  return Array.from({ length: chance.int(least, most) }, () => into(element, '[]'))
}

/** A record with every name that its keys must have, or with a few. */
export function record({ keyType, valueType }: Def, chance: Chance, into: Into): object {
  const named = keyType?._zod.def
  const all = named?.entries ? Object.values(named.entries) : named?.values
  const keys = all ?? Array.from({ length: chance.int(1, 2) }, () => into(keyType, '.*'))
  return Object.fromEntries(keys.map((key) => [String(key), into(valueType, '.*')]))
}
