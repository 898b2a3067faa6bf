/** One way to do the work; `run` does all of it once and says how much came out, so that nothing is optimised away. */
export interface Contender {
  readonly name: string
  /** The least and most that the goal allows, as a ratio to `against`. */
  readonly goal?: number
  /** The contender that it is measured against; the first when absent. */
  readonly against?: string
  readonly run: () => number | Promise<number>
}

export interface Measured {
  readonly name: string
  /** Nanoseconds for one of `units`, the median of all rounds. */
  readonly ns: number
  readonly ratio?: Spread
  readonly goal?: number
}

export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

/**
 * Runs all contenders in turn, round after round, and takes each ratio inside one round: other work on the machine then
 * falls on both sides. Measured is CPU time of the whole process, garbage collection included; with `wall` the time that
 * passes, where a disk is waited for.
 */
export async function compete(
  contenders: readonly Contender[],
  {
    rounds,
    units,
    wall = false,
  }: { readonly rounds: number; readonly units: number; readonly wall?: boolean },
): Promise<Measured[]> {
  const times = contenders.map((): number[] => [])
  for (let round = -2; round < rounds; round++) {
    // each round begins with another one, so that nobody always pays for the garbage of the same neighbour
    for (let i = 0; i < contenders.length; i++) {
      const index = (i + Math.abs(round)) % contenders.length
      const took = await timeOf((contenders[index] as Contender).run, wall)
      if (round >= 0) times[index]?.push(took / units)
    }
  }
  return contenders.map(({ name, goal, against }, index) => {
    const own = times[index] ?? []
    const other =
      times[against === undefined ? 0 : contenders.findIndex((each) => each.name === against)] ?? []
    const ratio = own === other ? undefined : spreadOf(own.map((ns, round) => ns / (other[round] as number)))
    return { name, ns: spreadOf(own).median, ...(ratio && { ratio }), ...(goal !== undefined && { goal }) }
  })
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (index: number) => sorted[index] as number
  return { median: at(sorted.length >> 1), min: at(0), max: at(sorted.length - 1) }
}

/** Nanoseconds that `run` takes, which has to do something. */
async function timeOf(run: Contender['run'], wall: boolean): Promise<number> {
  const began = performance.now()
  const before = process.cpuUsage()
  const made = run()
  const count = made instanceof Promise ? await made : made
  const { user, system } = process.cpuUsage(before)
  if (!(count > 0)) throw new Error('nothing was done')
  return wall ? (performance.now() - began) * 1e6 : (user + system) * 1000
}

export function print(title: string, measured: readonly Measured[]): void {
  console.log(`\n${title}`)
  for (const { name, ns, ratio, goal } of measured) {
    const shown = ratio ? `${text(ratio.median)}x (${text(ratio.min)}..${text(ratio.max)})` : ''
    const verdict =
      ratio && goal !== undefined ? `goal ${goal}x ${ratio.median <= goal ? 'met' : 'MISSED'}` : ''
    console.log(
      `  ${name.padEnd(52)}${ns.toFixed(0).padStart(7)} ns  ${shown.padEnd(24)}${verdict}`.trimEnd(),
    )
  }
}

function text(ratio: number): string {
  return ratio.toFixed(2)
}

/** Numbers that look random and are the same in every run (mulberry32). */
export function randomly(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
