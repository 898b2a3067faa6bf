import type { ConsentEntry, ConsentState } from '../../index.js'
import type { Shape } from './states.js'

type Purposes = ConsentState['purposes']
type Given = NonNullable<ConsentEntry['given']>

/** The purposes of a shape with the times of one person in their places. */
export function fill({ purposes }: Shape, times: readonly number[]): Purposes {
  const filled: Record<string, ConsentEntry> = { ...purposes }
  for (const purpose in purposes) {
    const entry = purposes[purpose]!
    const { given } = entry
    if (given?.expiresAt !== undefined) filled[purpose] = timed(entry, given, times[given.expiresAt]!)
  }
  return filled
}

function timed(entry: ConsentEntry, given: Given, expiresAt: number): ConsentEntry {
  const { stopped, stoppedRecipients, announced, objected, restricted } = entry
  const until = givenUntil(given, expiresAt)
  return stopped || stoppedRecipients || announced || objected || restricted
    ? { ...entry, given: until }
    : { given: until }
}

// literals, and not a spread with an override: three times as fast, and this is done for each person of a page
function givenUntil(given: Given, expiresAt: number): Given {
  const { via, terms, version, renewed, recipients } = given
  if (renewed || recipients) return { ...given, expiresAt }
  if (terms === undefined) return version === undefined ? { via, expiresAt } : { via, expiresAt, version }
  return version === undefined ? { via, terms, expiresAt } : { via, terms, expiresAt, version }
}
