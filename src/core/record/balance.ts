/** What became of every record handed over: `submitted = delivered + lost + pending`, at any time. */
interface Stats {
  readonly submitted: number
  readonly delivered: number
  readonly lost: number
  readonly pending: number
}

export interface Balance {
  submit(count: number): void
  deliver(count: number): void
  lose(count: number): void
  stats(): Stats
  /** Resolves when nothing is pending. */
  idle(): Promise<void>
}

export function createBalance(): Balance {
  let submitted = 0
  let delivered = 0
  let lost = 0
  let waiting: (() => void)[] = []

  function wake(): void {
    if (submitted !== delivered + lost || waiting.length === 0) return
    const woken = waiting
    waiting = []
    for (const resolve of woken) resolve()
  }

  return {
    submit(count) {
      submitted += count
    },
    deliver(count) {
      delivered += count
      wake()
    },
    lose(count) {
      lost += count
      wake()
    },
    stats: () => ({ submitted, delivered, lost, pending: submitted - delivered - lost }),
    idle() {
      return new Promise((resolve) => {
        waiting.push(resolve)
        wake()
      })
    },
  }
}
