/** Reads a property once, and only if it is the object's own. */
export function readOwn(object: object, key: string): unknown {
  return Object.hasOwn(object, key) ? (object as { readonly [key: string]: unknown })[key] : undefined
}

/** Whether `key` of an object whose prototype is `Object.prototype` can only be its own. */
export function isOwnable(key: string): boolean {
  return !(key in Object.prototype)
}

/** Whether the row is a plain object, whose properties may be read without asking for each whether it is own. */
export function isPlain(row: object): boolean {
  return Object.getPrototypeOf(row) === Object.prototype
}
