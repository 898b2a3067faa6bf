import type { ConsentState } from '../../index.js'

type Purposes = ConsentState['purposes']

/** A purpose and the terms that were agreed to: what a bit stands for. */
export type Pair = readonly [purpose: string, terms: number]

/** All that a state comes to, as push-down reads it. */
export interface Masks {
  readonly granted: string
  readonly objected: string
  readonly restricted: string
  readonly nextChange: number | null
}

/** Objections and restrictions know no terms. */
const ANY_TERMS = 1
const WORD = 63

/** What stands in a state. */
interface Standing {
  readonly granted: readonly Pair[]
  readonly objected: readonly Pair[]
  readonly restricted: readonly Pair[]
  readonly nextChange: number | null
}

/** Given and not stopped; what ends does so at `nextChange` at the earliest. */
export function standingOf(purposes: Purposes): Standing {
  const all = Object.entries(purposes)
  const given = all.filter(([, { given, stopped }]) => given !== undefined && !stopped?.length)
  const ends = given.flatMap(([, { given }]) => given?.expiresAt ?? [])
  return {
    granted: given.map(([purpose, { given }]) => [purpose, given?.terms ?? 1]),
    objected: all.filter(([, { objected }]) => objected?.length).map(([purpose]) => [purpose, ANY_TERMS]),
    restricted: all.filter(([, entry]) => entry.restricted?.length).map(([purpose]) => [purpose, ANY_TERMS]),
    nextChange: ends.length === 0 ? null : ends.reduce((a, b) => Math.min(a, b)),
  }
}

export function masksOf(standing: Standing, bitOf: (pair: Pair) => number): Masks {
  return {
    granted: words(standing.granted.map(bitOf)),
    objected: words(standing.objected.map(bitOf)),
    restricted: words(standing.restricted.map(bitOf)),
    nextChange: standing.nextChange,
  }
}

/** The bits as the server reads an array of `bigint`; 63 a word, so that none is negative. */
function words(bits: readonly number[]): string {
  const found: bigint[] = []
  for (const bit of bits) {
    const word = Math.floor(bit / WORD)
    while (found.length <= word) found.push(0n)
    found[word] = found[word]! | (1n << BigInt(bit % WORD))
  }
  return `{${found.join(',')}}`
}
