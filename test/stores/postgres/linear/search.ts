/** One call as its process saw it, and what it does to what is kept: undefined where it cannot have come then. */
export interface Step<S> {
  readonly from: number
  /** Infinity where nobody knows whether it took place: then it may also never have. */
  readonly to: number
  apply(state: S): S | undefined
}

interface Place<S> {
  readonly state: S
  /** The first step that has no place yet. */
  readonly first: number
  readonly open: number
  readonly options: number[]
  chosen: number
}

/**
 * Whether steps can be put in one order, each between its begin and its end, that explains what all of them saw.
 *
 * It believes nobody's word for the order: all are tried, depth first, and no place twice (Wing and Gong 1993, with the memory
 * of Lowe 2017).
 */
export function isLinearizable<S extends string | number>(given: readonly Step<S>[], start: S): boolean {
  const steps = given.toSorted((a, b) => a.from - b.from)
  const done = new Set<number>()
  const seen = new Set<string>()

  /** Which may come next: those that began before the first of all others has ended. */
  function optionsFrom(first: number): number[] {
    const options: number[] = []
    let end = Number.POSITIVE_INFINITY
    for (let i = first; i < steps.length && steps[i]!.from <= end; i++) {
      if (done.has(i)) continue
      options.push(i)
      end = Math.min(end, steps[i]!.to)
    }
    return options.reverse()
  }
  function place(state: S, from: number, open: number): Place<S> {
    let first = from
    while (done.has(first)) first += 1
    return { state, first, open, options: optionsFrom(first), chosen: -1 }
  }

  const places = [place(start, 0, steps.filter(({ to }) => to !== Number.POSITIVE_INFINITY).length)]
  for (let here = places.at(-1); here; here = places.at(-1)) {
    if (here.open === 0) return true
    done.delete(here.chosen)
    const next = here.options.pop()
    here.chosen = next ?? -1
    if (next === undefined) {
      places.pop()
      continue
    }
    const state = steps[next]!.apply(here.state)
    if (state === undefined) continue
    done.add(next)
    const there = place(state, here.first, here.open - (steps[next]!.to === Number.POSITIVE_INFINITY ? 0 : 1))
    const beyond = [...done].filter((i) => i > there.first).sort((a, b) => a - b)
    const key = `${there.first} ${beyond} ${state}`
    if (seen.has(key)) continue
    seen.add(key)
    places.push(there)
  }
  return false
}
