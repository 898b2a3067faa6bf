import { createHash } from 'node:crypto'
import type { ConsentEntry, ConsentState } from '../../index.js'
import { checkShape } from './shape-check.js'

type Purposes = ConsentState['purposes']
type Given = NonNullable<ConsentEntry['given']>

/**
 * What a state comes to, in two parts: the shape, which many people share, and the times, which are each person's own.
 *
 * The text of a shape is `[[entry, [purpose, …]], …]`, each different entry once. In an entry the empty name is the very
 * purpose, and `expiresAt` is the place of a time.
 */
export interface Packed {
  readonly shape: string
  readonly times: readonly number[]
}

/** No purpose is called so: here it means the very purpose. */
const ITSELF = ''

export function pack(purposes: Purposes): Packed {
  const times: number[] = []
  const place = (time: number): number => {
    const at = times.indexOf(time)
    return at === -1 ? times.push(time) - 1 : at
  }
  const groups = new Map<string, string[]>()
  for (const [purpose, entry] of Object.entries(purposes)) {
    const text = JSON.stringify(mapped(entry, (via) => (via === purpose ? ITSELF : via), place))
    const names = groups.get(text)
    if (names) names.push(purpose)
    else groups.set(text, [purpose])
  }
  const shape = `[${Array.from(groups, ([text, names]) => `[${text},${JSON.stringify(names)}]`).join()}]`
  return { shape, times }
}

/** What a shape is called: 132 bits of its SHA-256. */
export function digest(shape: string): string {
  return createHash('sha256').update(shape).digest('base64url').slice(0, 22)
}

/** Fills a shape with times. @throws TypeError when it takes others */
export type Fill = (times: readonly number[]) => Purposes

/** @throws TypeError or SyntaxError for what was never packed */
export function unpack(shape: string): Fill {
  const fixed: Record<string, ConsentEntry> = {}
  const timed: Timed[] = []
  for (const [packed, purposes] of checkShape(JSON.parse(shape))) {
    for (const purpose of purposes) {
      const entry = mapped(packed, (via) => (via === ITSELF ? purpose : via))
      const { given, ...rest } = entry
      // what is copied for each person is not frozen: a copy of what is frozen takes many times as long
      if (given?.expiresAt === undefined) fixed[purpose] = frozen(entry)
      else fixed[purpose] = timedOf(purpose, given, given.expiresAt, frozen(rest))
    }
  }
  const count = new Set(timed.map(({ place }) => place)).size
  if (count === 0) Object.freeze(fixed)

  return (times) => {
    if (times.length !== count) throw new TypeError()
    if (count === 0) return fixed
    const purposes = { ...fixed }
    for (const { purpose, given, place, rest } of timed) {
      const expiresAt = times[place]
      if (expiresAt === undefined) throw new TypeError()
      const own = { ...given, expiresAt }
      purposes[purpose] = rest === undefined ? { given: own } : { given: own, ...rest }
    }
    return purposes
  }

  function timedOf(purpose: string, given: Given, place: number, rest: ConsentEntry): ConsentEntry {
    timed.push({ purpose, given, place, rest: Object.keys(rest).length === 0 ? undefined : rest })
    return { given }
  }
}

/** A yes that ends at a time of its own, and what stands beside it. */
interface Timed {
  readonly purpose: string
  readonly given: Given
  readonly place: number
  readonly rest: ConsentEntry | undefined
}

/** An entry with other names and times, its parts always in the same order. */
function mapped(
  { given, stopped, stoppedRecipients, announced, objected, restricted }: ConsentEntry,
  name: (via: string) => string,
  time: (at: number) => number = (at) => at,
): ConsentEntry {
  return {
    ...(given !== undefined && { given: givenBy(given, name, time) }),
    ...(stopped !== undefined && { stopped: stopped.map(({ status, via }) => ({ status, via: name(via) })) }),
    ...(stoppedRecipients !== undefined && {
      stoppedRecipients: stoppedRecipients.map(({ recipient, via }) => ({ recipient, via: name(via) })),
    }),
    ...(announced !== undefined && {
      announced: announced.map(({ terms, effectiveAt }) => ({ terms, effectiveAt })),
    }),
    ...(objected !== undefined && { objected: objected.map(name) }),
    ...(restricted !== undefined && { restricted: restricted.map(name) }),
  }
}

function givenBy(given: Given, name: (via: string) => string, time: (at: number) => number): Given {
  const { via, terms, expiresAt, version, renewed, recipients } = given
  return {
    via: name(via),
    ...(terms !== undefined && { terms }),
    ...(expiresAt !== undefined && { expiresAt: time(expiresAt) }),
    ...(version !== undefined && { version }),
    ...(renewed !== undefined && { renewed }),
    ...(recipients !== undefined && { recipients: [...recipients] }),
  }
}

/** Shared by all whose state has this shape. */
function frozen(entry: ConsentEntry): ConsentEntry {
  for (const part of Object.values(entry)) {
    if (Array.isArray(part)) part.forEach(Object.freeze)
    Object.freeze(part)
  }
  return Object.freeze(entry)
}
