import type { ConsentEntry, ConsentEvent, ConsentState } from '../decide/consent.js'
import { foldConsent } from '../decide/fold-consent.js'
import { precedes } from './consent-order.js'

export function inOrder(events: readonly ConsentEvent[]): readonly ConsentEvent[] {
  return events.toSorted((a, b) => (precedes(a, b) ? -1 : 1))
}

/** Since when each purpose stands as it does: the yes that counts, or the no that was not yet lifted. */
export function sinceOf(events: readonly ConsentEvent[]): ReadonlyMap<string, number> {
  const since = new Map<string, number>()
  let state: ConsentState['purposes'] = {}
  for (const event of inOrder(events)) {
    const next = foldConsent(state, event)
    for (const { purpose } of event.purposes)
      if (
        entryOf(next, purpose)?.given !== entryOf(state, purpose)?.given ||
        stopOf(next, purpose) !== stopOf(state, purpose)
      )
        since.set(purpose, event.at)
    state = next
  }
  return since
}

function entryOf(state: ConsentState['purposes'], purpose: string): ConsentEntry | undefined {
  return Object.hasOwn(state, purpose) ? state[purpose] : undefined
}

/** The no that shows, as a word. */
function stopOf(state: ConsentState['purposes'], purpose: string): string | undefined {
  const stop = entryOf(state, purpose)?.stopped?.at(-1)
  return stop && `${stop.status} ${stop.via}`
}
