/** Longer names are compared by nobody: what is that long was not mistyped. */
const LONGEST = 64

/**
 * The name among `among` that `name` was probably meant to be, or undefined.
 *
 * Close is: case aside, at most one edit in three characters, where an edit adds, drops, changes or swaps.
 */
export function suggest(name: string, among: readonly string[]): string | undefined {
  if (name.length > LONGEST) return undefined
  const typed = name.toLowerCase()
  let closest: string | undefined
  let least = Math.ceil(typed.length / 3) + 1
  for (const candidate of among) {
    if (Math.abs(candidate.length - typed.length) >= least) continue
    const edits = distance(typed, candidate.toLowerCase(), least)
    // a name that shares no character is not close, however short both are
    if (edits < least && edits < Math.max(typed.length, candidate.length)) {
      closest = candidate
      least = edits
    }
  }
  return closest
}

/** Damerau-Levenshtein (optimal string alignment) distance; `limit` when it is that or more. */
function distance(a: string, b: string, limit: number): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const changed = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? beforeLast[j - 2]! + 1 : limit
      row.push(Math.min(last[j]! + 1, row[j - 1]! + 1, changed, swapped))
    }
    if (Math.min(...row, ...last) >= limit) return limit
    beforeLast = last
    last = row
  }
  return Math.min(last[b.length]!, limit)
}
