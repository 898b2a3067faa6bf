import type { ConsentEntry, ConsentState } from '../../index.js'

type Purposes = ConsentState['purposes']

/** No purpose is called so: here it means the very purpose. */
const ITSELF = ''

/**
 * The entries of a state as JSON, each different one once, with the purposes that it is of: `[[entry, [purpose, …]], …]`. A form
 * of 16 purposes is a sixth of what it would be otherwise, and rows are read by the thousand.
 */
export function pack(purposes: Purposes): string {
  const groups = new Map<string, string[]>()
  for (const [purpose, entry] of Object.entries(purposes)) {
    const text = JSON.stringify(renamed(entry, purpose, ITSELF))
    const names = groups.get(text)
    if (names) names.push(purpose)
    else groups.set(text, [purpose])
  }
  return `[${Array.from(groups, ([text, names]) => `[${text},${JSON.stringify(names)}]`).join()}]`
}

/** @throws TypeError for what was never packed */
export function unpack(packed: unknown): Purposes {
  const purposes: Record<string, ConsentEntry> = {}
  for (const [entry, names] of packed as [ConsentEntry, string[]][]) {
    // what is no yes must not become one by being copied
    if (!isRecord(entry) || (entry.given !== undefined && !isRecord(entry.given))) throw new TypeError()
    const yes = Object.keys(entry).length === 1 ? entry.given : undefined
    for (const name of names) {
      if (typeof name !== 'string' || name === '__proto__' || Object.hasOwn(purposes, name))
        throw new TypeError()
      purposes[name] = yes?.via === ITSELF ? { given: { ...yes, via: name } } : renamed(entry, ITSELF, name)
    }
  }
  return purposes
}

function renamed(entry: ConsentEntry, from: string, to: string): ConsentEntry {
  const { given, stopped, stoppedRecipients, objected, restricted } = entry
  const name = (via: string): string => (via === from ? to : via)
  return {
    ...entry,
    ...(given !== undefined && { given: { ...given, via: name(given.via) } }),
    ...(stopped !== undefined && { stopped: stopped.map((stop) => ({ ...stop, via: name(stop.via) })) }),
    ...(stoppedRecipients !== undefined && {
      stoppedRecipients: stoppedRecipients.map((stop) => ({ ...stop, via: name(stop.via) })),
    }),
    ...(objected !== undefined && { objected: objected.map(name) }),
    ...(restricted !== undefined && { restricted: restricted.map(name) }),
  }
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
