import type { PolicyDocument, Reason } from '../../src/index.js'

/** One thing that a person said, as the laws write it down. */
export interface Said {
  readonly action: 'give' | 'renew' | 'withdraw' | 'refuse' | 'object' | 'restrict' | 'lift'
  readonly purposes: readonly string[]
  /** The terms that the person saw; those of today where absent. */
  readonly terms?: number
  readonly expiresAt?: number
  /** Purposes that the policy did not have yet. */
  readonly unborn?: readonly string[]
}

type Purposes = PolicyDocument['purposes']

const YES: readonly Said['action'][] = ['give', 'renew']

/** `name` and all purposes above it. */
export function upwards(purposes: Purposes, name: string): string[] {
  const above = purposes[name]?.within ?? []
  return [...new Set([name, ...above.flatMap((each) => upwards(purposes, each))])]
}

/** `name` and all purposes below it. */
export function downwards(purposes: Purposes, name: string): string[] {
  return Object.keys(purposes).filter((each) => upwards(purposes, each).includes(name))
}

/** Why a person's word stops a purpose, from all that they ever said, oldest first. Empty: nothing does. */
export function stops(purposes: Purposes, name: string, said: readonly Said[], now: number): Reason[] {
  const { basis, objectable } = purposes[name]!
  const found = basis === 'consent' ? consent(purposes, name, said, now) : []
  const objects = objectable || ['consent', 'legitimate_interests', 'public_task'].includes(basis)
  if (objects && standing(purposes, name, said, ['object'], ['lift']).length > 0) found.push('objected')
  if (standing(purposes, name, said, ['restrict'], ['lift']).length > 0) found.push('restricted')
  return found
}

function consent(purposes: Purposes, name: string, said: readonly Said[], now: number): Reason[] {
  const no = standing(purposes, name, said, ['withdraw', 'refuse'], YES).at(-1)
  if (no) return [no.action === 'refuse' ? 'consent_refused' : 'consent_withdrawn']
  const { terms = 1 } = purposes[name]!
  const yes = about(purposes, name, said).findLast(({ action }) => YES.includes(action))
  if (!yes) {
    // what still covers a purpose above was said before this one was there
    const above = upwards(purposes, name).filter((each) => each !== name)
    const agreed = above.some((each) =>
      consent(purposes, each, said, now).every((why) => why === 'consent_outdated'),
    )
    return [agreed ? 'consent_predates_purpose' : 'consent_missing']
  }
  const found: Reason[] = []
  if (yes.expiresAt !== undefined && yes.expiresAt <= now) found.push('consent_expired')
  if ((yes.terms ?? terms) < terms) found.push('consent_outdated')
  return found
}

/** What was said of `name`, each with the purpose it was said at, `via`. */
function about(purposes: Purposes, name: string, said: readonly Said[]) {
  return said.flatMap((event) =>
    event.unborn?.includes(name)
      ? []
      : event.purposes
          .filter((via) => upwards(purposes, name).includes(via))
          .map((via) => ({ ...event, via })),
  )
}

/** What still stands: an end takes away what was said at its own name, and all where it names this very purpose. */
function standing(
  purposes: Purposes,
  name: string,
  said: readonly Said[],
  kinds: readonly Said['action'][],
  ends: readonly Said['action'][],
) {
  const all = about(purposes, name, said)
  return all.filter(
    ({ action, via }, index) =>
      kinds.includes(action) &&
      !all
        .slice(index + 1)
        .some((later) => ends.includes(later.action) && (later.via === via || later.via === name)),
  )
}
