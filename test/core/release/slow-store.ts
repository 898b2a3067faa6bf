import type { ConsentStore } from 'purposebound'
import { memoryStore } from 'purposebound/stores/memory'
import { settle } from './held-sink.js'

/** A store that looks at once and answers when it is told to: what it says may be old by then. */
export interface SlowStore extends ConsentStore {
  /** How many people each look-up asked about. */
  readonly lookups: number[]
  answer(): Promise<void>
}

export function slowStore(): SlowStore {
  const inner = memoryStore()
  const lookups: number[] = []
  let waiting: (() => void)[] = []
  return {
    ...inner,
    name: 'slow',
    lookups,
    lookup(people) {
      lookups.push(people.length)
      const states = inner.lookup(people)
      return new Promise((resolve) => waiting.push(() => resolve(states)))
    },
    async answer() {
      const those = waiting
      waiting = []
      for (const each of those) each()
      await settle()
    },
  }
}

/** A store that counts: how many people each look-up asked about. */
export function countingStore(): ConsentStore & { readonly lookups: number[] } {
  const inner = memoryStore()
  const lookups: number[] = []
  return {
    ...inner,
    name: 'counting',
    lookups,
    lookup(people) {
      lookups.push(people.length)
      return inner.lookup(people)
    },
  }
}
