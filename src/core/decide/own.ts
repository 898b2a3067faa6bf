/** Reads a property once, and only if it is the object's own. */
export function readOwn(object: object, key: string): unknown {
  return Object.hasOwn(object, key) ? (object as { readonly [key: string]: unknown })[key] : undefined
}

/** Whether each of `keys` of an object whose prototype is `Object.prototype` can only be its own. */
export function areOwnable(keys: readonly string[]): boolean {
  for (let i = 0; i < keys.length; i++) if ((keys[i] as string) in Object.prototype) return false
  return true
}

/** Whether the row is a plain object, whose properties may be read without asking for each whether it is own. */
export function isPlain(row: object): boolean {
  return Object.getPrototypeOf(row) === Object.prototype
}

/** Whether a value is an object with properties to speak of: no map, buffer, promise, boxed scalar or other built-in. */
export function isObjectOfData(value: object): boolean {
  return Object.prototype.toString.call(value) === '[object Object]'
}

/** An object as it is or, where names that it is asked for stand on every object, what it says itself. */
export function unpolluted(given: unknown, polluted: boolean): { readonly [key: string]: unknown } {
  return polluted ? Object.assign(Object.create(null), given) : Object(given)
}
