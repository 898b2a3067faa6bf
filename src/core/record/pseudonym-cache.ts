import type { Id } from '../catalog/person.js'
import type { HmacKey } from './hmac.js'

type Made = Map<Id | boolean, string>

/** A derived key and the pseudonyms lately made by it. Keyed by typed id: 1, `'1'` and `1n` are three. */
export interface Derived {
  readonly key: HmacKey
  readonly made: Made
  readonly older: Made | undefined
  keep(id: Id | boolean, pseudonym: string): void
}

/** Derived keys by scope and tenant, made on first use. */
export interface Family {
  get(scope: string, tenant: string | number | undefined): Derived
}

/** Keys and pseudonyms in one generation; three can be alive, about 10 MB. */
const MOST = 16_384

/**
 * A bounded cache of derived keys and of what they made, in two generations: a hit writes nothing.
 *
 * Scope, tenant and id are keys of nested maps and are never joined to one text, so no two can collide.
 */
export function createFamily(
  derive: (scope: string, tenant: string | number | undefined) => HmacKey,
): Family {
  type Generation = Map<string, Map<string | number | undefined, Derived>>
  let young: Generation = new Map()
  let old: Generation = new Map()
  let held = 0

  function add(scope: string, tenant: string | number | undefined): Derived {
    const before = old.get(scope)?.get(tenant)
    const key = before?.key ?? derive(scope, tenant)
    const made: Made = new Map()
    const derived = {
      key,
      made,
      older: before?.made,
      keep(id: Id | boolean, pseudonym: string): void {
        count()
        made.set(id, pseudonym)
      },
    }
    count()
    const tenants = young.get(scope)
    if (tenants === undefined) young.set(scope, new Map([[tenant, derived]]))
    else tenants.set(tenant, derived)
    return derived
  }

  function count(): void {
    held += 1
    if (held <= MOST) return
    held = 1
    old = young
    young = new Map()
  }

  return { get: (scope, tenant) => young.get(scope)?.get(tenant) ?? add(scope, tenant) }
}
