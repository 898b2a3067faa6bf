import type { PurposeDef } from '../catalog/purpose.js'
import type { ResourceDef } from '../catalog/resource.js'
import { basisOfOne } from '../decide/basis.js'
import { type ConsentEntry, EVERYBODY } from '../decide/consent.js'

const EARLIER = 'on what was announced of earlier terms'
const UNTOLD = 'before it is announced'

/** What one person may have said about a purpose, with the words for it. */
const STATEMENTS: readonly (readonly [words: string, said: (terms: number) => ConsentEntry | undefined])[] = [
  ['for a person who has said nothing', () => undefined],
  ['for a person who withdrew consent', () => ({ stopped: [{ status: 'ConsentWithdrawn', via: 'it' }] })],
  ['for a person who agreed to earlier terms', (terms) => ({ given: { via: 'it', terms } })],
  ['for a person who objected', (terms) => ({ given: { via: 'it', terms }, objected: ['it'] })],
  ['for a person who restricted the use', (terms) => ({ given: { via: 'it', terms }, restricted: ['it'] })],
  [EARLIER, () => undefined],
  [UNTOLD, () => undefined],
]
const PERSON = { id: 'it', population: 'it' }
/** Later than any change takes effect. */
const LATE = 8e15

const STATED = new WeakMap<PurposeDef, WeakMap<PurposeDef, string | undefined>>()
const ASKED = new WeakMap<ResourceDef, WeakMap<ResourceDef, string | undefined>>()

/**
 * What the other purpose asks of a request or of a person that this one does not, in words; undefined for nothing.
 * Of the person themselves (`self`) nothing is asked in their own matter.
 */
export function stricterPurpose(mine: PurposeDef, other: PurposeDef, self: boolean): string | undefined {
  if (other.needsJustification && !mine.needsJustification) return 'without a justification'
  return self ? undefined : remembered(STATED, mine, other, stricterBasis)
}

function stricterBasis(mine: PurposeDef, other: PurposeDef): string | undefined {
  for (const [words, said] of STATEMENTS) {
    const allows = (purpose: PurposeDef) => {
      const entry = said(mine.terms)
      const terms = words === EARLIER ? mine.terms : Number.MAX_SAFE_INTEGER
      const told = words === UNTOLD ? {} : { announced: [{ terms, effectiveAt: 0 }] }
      const state = { person: PERSON, purposes: entry ? { [purpose.name]: entry } : {} }
      const all = { person: EVERYBODY, purposes: { [purpose.name]: told } }
      return basisOfOne(purpose, PERSON, LATE, (person) => (person === EVERYBODY ? all : state)) === 0
    }
    if (allows(mine) && !allows(other)) return words
  }
  return undefined
}

/** What the other resource asks of a row that this one does not. */
export function stricterResource(mine: ResourceDef, other: ResourceDef): string | undefined {
  return remembered(ASKED, mine, other, strictness)
}

function strictness(mine: ResourceDef, other: ResourceDef): string | undefined {
  if (other.tenant !== undefined && mine.tenant !== other.tenant) return 'of another tenant'
  if (JSON.stringify(mine.subject) !== JSON.stringify(other.subject)) return 'about other people'
  return undefined
}

/** The same answer for the same two: they are asked about for every grant. */
function remembered<T extends object>(
  known: WeakMap<T, WeakMap<T, string | undefined>>,
  mine: T,
  other: T,
  ask: (mine: T, other: T) => string | undefined,
): string | undefined {
  const inner = known.get(mine) ?? new WeakMap<T, string | undefined>()
  known.set(mine, inner)
  if (!inner.has(other)) inner.set(other, ask(mine, other))
  return inner.get(other)
}
