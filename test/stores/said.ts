import type { ConsentEvent, ConsentState } from '../../src/index.js'
import { foldConsent } from '../../src/index.js'
import { eventMaker } from '../../src/testing/suites/said.js'

/** An event whose id sorts in the order of making. */
export const event = eventMaker()

/** The plain meaning of a history: what every store must agree with. */
export function folded(events: readonly ConsentEvent[]): ConsentState['purposes'] {
  return [...events]
    .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
    .reduce<ConsentState['purposes']>(foldConsent, {})
}
