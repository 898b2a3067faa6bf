import { Failure } from './failure.js'
import { loadModule } from './load-module.js'
import { assertReadable } from './readable.js'

/** A gate of a user's module, by what a command asks of it. */
export interface LoadedGate {
  readonly policy: { readonly document: { readonly purposes: object; readonly roles: object } }
  subject(person: unknown, context: unknown): { report(span?: unknown): Promise<unknown> }
  close(): Promise<unknown>
}

/**
 * The gate that a module exports as `gate`, or by default.
 *
 * @throws Failure
 */
export async function loadGate(file: string): Promise<LoadedGate> {
  assertReadable(file)
  const module = await loadModule(file)
  const inner = Object(module['default']) as { readonly gate?: unknown }
  const found = [module['gate'], module['default'], inner.gate].find(isGate)
  if (found) return found
  throw new Failure({
    file,
    message: 'this module exports no gate',
    hint: 'write `export const gate = createGate({ policy, consents, audit, keys, sources })`',
  })
}

function isGate(value: unknown): value is LoadedGate {
  return (
    typeof value === 'object' &&
    value !== null &&
    'policy' in value &&
    typeof (value as Partial<LoadedGate>).subject === 'function' &&
    typeof (value as Partial<LoadedGate>).close === 'function'
  )
}
