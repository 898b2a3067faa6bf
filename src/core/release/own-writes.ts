import { type Person, personKey } from '../catalog/person.js'
import { mono } from '../clock.js'
import type { ConsentState } from '../decide/consent.js'

const MAX_PEOPLE = 10_000

interface Write {
  readonly version: number | undefined
  /** When it had been done, on the clock that never jumps, µs. */
  readonly at: number
}

/** What was said through this gate lately: an answer that may not know it yet is not taken. */
export class OwnWrites {
  readonly #writes = new Map<string, Write>()
  /** The latest of those that were let go: whoever is not in the map wrote no later. */
  #forgotten = Number.NEGATIVE_INFINITY

  get any(): boolean {
    return this.#writes.size > 0
  }

  note(person: Person, version: number | undefined): void {
    const key = personKey(person)
    this.#writes.delete(key)
    this.#writes.set(key, { version, at: mono() })
    if (this.#writes.size <= MAX_PEOPLE) return
    const [oldest] = this.#writes
    this.#writes.delete(oldest![0])
    this.#forgotten = oldest![1].at
  }

  /** Whether a state is so old that something said here may be missing from it. */
  mayMiss(person: Person, { version, ageMs = 0 }: ConsentState): boolean {
    if (ageMs === 0) return false
    const since = mono() - ageMs * 1000
    const write = this.#writes.get(personKey(person))
    if (!write) return this.#forgotten >= since
    return version !== undefined && write.version !== undefined ? version < write.version : write.at >= since
  }
}
