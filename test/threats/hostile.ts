/** Text that no error, record, warning or decision may hold. */
export const SECRET = 'S3CR3T-of-somebody'

/** The object with a property that throws when it is read. */
export function bomb<T extends object>(object: T, ...keys: string[]): T {
  for (const key of keys)
    Object.defineProperty(object, key, {
      enumerable: true,
      configurable: true,
      get() {
        throw new Error(SECRET)
      },
    })
  return object
}

/** A proxy that throws whatever is done with it. */
export function revoked<T extends object>(object: T): T {
  const { proxy, revoke } = Proxy.revocable(object, {})
  revoke()
  return proxy
}

/** A proxy around every object of a row that counts what is read of it. */
export function counted(given: object) {
  const reads = new Map<string, number>()
  const wrap = (object: object, path: string): object =>
    new Proxy(object, {
      get(target, key, receiver) {
        const at = `${path}.${String(key)}`
        const value: unknown = Reflect.get(target, key, receiver)
        if (typeof key === 'symbol' || (Array.isArray(target) && key === 'constructor')) return value
        reads.set(at, (reads.get(at) ?? 0) + 1)
        return typeof value === 'object' && value !== null ? wrap(value, at) : value
      },
    })
  return { row: wrap(given, 'customer'), reads }
}

/** Whether a value is made of plain objects, arrays, scalars and Dates, with no accessors and no symbols. */
export function plain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value !== 'function'
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === Date.prototype) return true
  if (prototype !== Object.prototype && prototype !== Array.prototype) return false
  return Object.entries(Object.getOwnPropertyDescriptors(value)).every(
    ([, { get, set, value: inner }]) => !get && !set && plain(inner),
  )
}

/** A promise that is kept from outside. */
export function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}
