import { AsyncLocalStorage } from 'node:async_hooks'
import { AccessDenied } from '../index.js'

interface Ambient {
  readonly access: object
}

const SHARED = Symbol.for('purposebound/context/1')
/** What an access that a gate gave is known by. */
const ACCESS = Symbol.for('purposebound/access/1')
const registry = globalThis as { [SHARED]?: AsyncLocalStorage<Ambient> }
if (!registry[SHARED]) Object.defineProperty(globalThis, SHARED, { value: new AsyncLocalStorage<Ambient>() })

/** One storage for all copies of this library (ESM and CJS). */
const storage = registry[SHARED] as AsyncLocalStorage<Ambient>

/**
 * Runs `work` with `access` at hand for everything that it calls and awaits; nothing outside sees it.
 *
 * @example
 * ```ts
 * await withAccess(gate.for('support', { actor }), () => handle(request))
 * ```
 */
export function withAccess<R>(access: { readonly purpose: unknown }, work: () => R): R {
  return storage.run({ access }, work)
}

/**
 * The access of the surrounding `withAccess`, for code where none can be passed.
 *
 * @param purpose - when given, an access for another purpose is refused as if there were none.
 * @throws AccessDenied `no_context` outside of `withAccess`, and where no gate gave what it was called with: there is no
 * access "of the system".
 */
export function currentAccess<A extends { readonly purpose: unknown } = { readonly purpose: unknown }>(
  purpose?: A['purpose'],
): A {
  const access = storage.getStore()?.access as A | undefined
  if (!isAccess(access) || (purpose !== undefined && access.purpose !== purpose))
    throw new AccessDenied('no_context', '')
  return access
}

function isAccess<A>(value: A | undefined): value is A {
  return typeof value === 'object' && value !== null && (value as { [ACCESS]?: unknown })[ACCESS] === true
}
