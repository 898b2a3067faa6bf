/** Choices that look random, and are the same for the same seed on every machine. */
export interface Chance {
  /** A whole number between two others, both included. */
  int(from: number, to: number): number
  /** Whether something happens that happens `percent` times in a hundred. */
  percent(percent: number): boolean
  pick<T>(list: readonly T[]): T
  /** A text over an alphabet. */
  text(alphabet: string, length: number): string
}

/** Chance by mulberry32: small, fast, and good enough for rows of a test; never for secrets. */
export function chanceOf(seed: number): Chance {
  let state = seed | 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  // neighbouring seeds begin alike: the first numbers are thrown away
  for (let i = 0; i < 4; i++) next()
  const int = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1))
  return {
    int,
    percent: (percent) => next() * 100 < percent,
    pick: (list) => list[int(0, list.length - 1)] as (typeof list)[number],
    text: (alphabet, length) =>
      Array.from({ length }, () => alphabet[int(0, alphabet.length - 1)] as string).join(''),
  }
}
