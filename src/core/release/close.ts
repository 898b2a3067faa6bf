import { mono, within } from '../clock.js'
import type { ConsentStore } from '../decide/consent.js'
import type { Closed, Dispatch } from '../record/dispatch.js'

const CLOSE_MS = 5000

/** Closes a gate's trail and then its store, once: however often it is asked, and whatever the store does. */
export function createClose(
  dispatch: Dispatch,
  store: ConsentStore,
  warn: (message: string) => void,
): (options: unknown) => Promise<Closed> {
  let closing: Promise<Closed> | undefined

  async function close(timeoutMs: number): Promise<Closed> {
    const until = mono() + timeoutMs * 1000
    const counts = await dispatch.close({ timeoutMs })
    try {
      const left = Math.max(0, (until - mono()) / 1000)
      await within(Promise.resolve(store.close?.()), left, () => new Error('late'))
    } catch {
      // what a stranger throws may hold data
      tell('the consent store did not close')
    }
    return counts
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
