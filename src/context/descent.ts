import { createHook, executionAsyncResource } from 'node:async_hooks'

/** What was put at hand, and by what. */
export interface Ambient {
  readonly access: object
  /** What was running when the access was put at hand. */
  readonly by: object
}

/** In what a socket has begun: the ambient context that it was begun in. */
const SOCKET: unique symbol = Symbol('purposebound/socket')
type Resource = { readonly readStart?: unknown; [SOCKET]?: Ambient }

/**
 * Tells what a socket calls, and all that begins there, from what a request does.
 *
 * A socket calls in the context of whoever opened it, and that of a pool answers other requests: its callbacks, the ticks,
 * timers and promises that begin in them are nobody's. What is awaited was begun by who awaits, and what was bound by
 * who bound it.
 */
export function followSockets(here: () => Ambient | undefined): void {
  createHook({
    init(_id, _type, _trigger, resource) {
      const ambient = here()
      if (ambient !== undefined && isOfSocket(ambient)) (resource as Resource)[SOCKET] = ambient
    },
  }).enable()
}

/** Whether what runs descends from the call of a socket, and not from what was put at hand in that very turn. */
export function isOfSocket(ambient: Ambient): boolean {
  const running = executionAsyncResource() as Resource
  if (running === ambient.by) return false
  return running[SOCKET] === ambient || typeof running.readStart === 'function'
}
