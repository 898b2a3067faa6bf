import { AsyncLocalStorage, executionAsyncResource } from 'node:async_hooks'
import { AccessDenied } from '../index.js'
import { type Ambient, followSockets, isOfSocket } from './descent.js'

const SHARED = Symbol.for('purposebound/context/1')
/** What an access that a gate gave is known by. */
const ACCESS = Symbol.for('purposebound/access/1')
const registry = globalThis as { [SHARED]?: AsyncLocalStorage<Ambient> }
if (!registry[SHARED]) Object.defineProperty(globalThis, SHARED, { value: new AsyncLocalStorage<Ambient>() })

/** One storage for all copies of this library (ESM and CJS). */
const storage = registry[SHARED] as AsyncLocalStorage<Ambient>

let follows = false

/**
 * Runs `work` with `access` at hand for everything that it calls and awaits; nothing outside sees it.
 *
 * @example
 * ```ts
 * await withAccess(gate.for('support', { actor }), () => handle(request))
 * ```
 */
export function withAccess<R>(access: { readonly purpose: unknown }, work: () => R): R {
  if (!follows) followSockets(() => storage.getStore())
  follows = true
  return storage.run({ access, by: executionAsyncResource() }, work)
}

/**
 * The access of the surrounding `withAccess`, for code where none can be passed.
 *
 * @param purpose - when given, an access for another purpose is refused as if there were none.
 * @throws AccessDenied `no_context` outside of `withAccess`, where no gate gave what it was called with, once the request
 * that it served is over, and in what a socket calls and what begins there: there is no access "of the system".
 */
export function currentAccess<A extends { readonly purpose: unknown } = { readonly purpose: unknown }>(
  purpose?: A['purpose'],
): A {
  const ambient = storage.getStore()
  const access = ambient?.access as A | undefined
  if (
    !ambient ||
    !isAccess(access) ||
    isOfSocket(ambient) ||
    (purpose !== undefined && access.purpose !== purpose)
  )
    throw new AccessDenied('no_context', '')
  return access
}

/** How doors learn that somebody asks: without this module they carry nothing along. */
const WITH_ACCESS = Symbol.for('purposebound/with-access/1')
if (!(WITH_ACCESS in globalThis)) Object.defineProperty(globalThis, WITH_ACCESS, { value: withAccess })

function isAccess<A>(value: A | undefined): value is A {
  return typeof value === 'object' && value !== null && (value as { [ACCESS]?: unknown })[ACCESS] === true
}
