import { mono, within } from '../clock.js'
import type { ConsentStore } from '../decide/consent.js'
import type { Dispatch } from '../record/dispatch.js'
import type { Closed } from '../record/shutdown.js'
import type { Owed } from './owed.js'

const CLOSE_MS = 5000

/**
 * Closes a gate's trail and then its store, once: however often it is asked, and whatever the store does. Before that,
 * what people said takes effect and is recorded, as far as the trail takes it.
 */
export function createClose(
  dispatch: Dispatch,
  store: ConsentStore,
  owed: Owed,
  warn: (message: string) => void,
): (options: unknown) => Promise<Closed> {
  let closing: Promise<Closed> | undefined

  async function close(timeoutMs: number): Promise<Closed> {
    const until = mono() + timeoutMs * 1000
    const left = (): number => Math.max(0, (until - mono()) / 1000)
    const before = dispatch.stats()
    await owed.settle(timeoutMs / 2)
    await dispatch.close({ timeoutMs: left() })
    const { delivered, lost, pending } = dispatch.stats()
    try {
      await within(Promise.resolve(store.close?.()), left(), () => new Error('late'))
    } catch {
      // what a stranger throws may hold data
      tell('the consent store did not close')
    }
    return { flushed: delivered - before.delivered, unflushed: pending + lost - before.lost }
  }

  function tell(message: string): void {
    try {
      warn(message)
    } catch {
      // a logger that fails keeps no gate open
    }
  }

  return (options) => {
    closing ??= close(timeoutIn(options))
    return closing
  }
}

/** A gate closes whatever it is told: what is no time is the usual one. */
function timeoutIn(options: unknown): number {
  try {
    const { timeoutMs } = Object(options) as { readonly timeoutMs?: unknown }
    return typeof timeoutMs === 'number' && timeoutMs >= 0 ? timeoutMs : CLOSE_MS
  } catch {
    return CLOSE_MS
  }
}
