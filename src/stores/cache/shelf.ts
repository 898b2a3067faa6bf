import type { ConsentState, Person } from '../../index.js'

interface Copy {
  readonly state: ConsentState
  /** When the inner store was asked, on the clock that never jumps, less what the answer was old by then. */
  readonly trueAt: number
}

/** Copies of states by person, the oldest first to go: reading one changes neither its age nor its place. */
export class Shelf {
  readonly #copies = new Map<string, Copy>()
  readonly #maxAgeMs: number
  readonly #maxPeople: number

  constructor(maxAgeMs: number, maxPeople: number) {
    this.#maxAgeMs = maxAgeMs
    this.#maxPeople = maxPeople
  }

  get size(): number {
    return this.#copies.size
  }

  get(key: string, person: Person, now: number): ConsentState | undefined {
    const copy = this.#copies.get(key)
    if (copy === undefined) return undefined
    const ageMs = now - copy.trueAt
    if (ageMs < this.#maxAgeMs) return aged(copy.state, person, ageMs)
    this.#copies.delete(key)
    return undefined
  }

  /** Keeps a state that was asked for at `asked`, unless what is known is newer. */
  put(key: string, state: ConsentState, asked: number): void {
    const trueAt = asked - (state.ageMs ?? 0)
    const known = this.#copies.get(key)
    if (known && isNewer(known, state, trueAt)) return
    this.#copies.delete(key)
    this.#copies.set(key, { state, trueAt })
    if (this.#copies.size <= this.#maxPeople) return
    for (const oldest of this.#copies.keys()) {
      this.#copies.delete(oldest)
      break
    }
  }

  delete(key: string): void {
    this.#copies.delete(key)
  }

  clear(): void {
    this.#copies.clear()
  }
}

/** A state as one person asked for it, and its age; an age of nothing is left out, as the store did. */
export function aged({ purposes, version }: ConsentState, person: Person, ageMs: number): ConsentState {
  return version === undefined ? { person, purposes, ageMs } : { person, purposes, version, ageMs }
}

function isNewer(known: Copy, state: ConsentState, trueAt: number): boolean {
  const [had, has] = [known.state.version, state.version]
  return had !== undefined && has !== undefined && had !== has ? had > has : known.trueAt > trueAt
}
