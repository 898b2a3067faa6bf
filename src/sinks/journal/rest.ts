/** What a feed waits for when it has nothing to do. */
export interface Rest {
  /** Until there is something, or the end. */
  untilWoken(): Promise<void>
  /** For a while, or until the end; keeps the process alive only when somebody waits for what comes after. */
  for(ms: number, awaited: boolean): Promise<void>
  wake(): void
  /** Somebody waits from now on. */
  hold(): void
  end(): void
}

export function createRest(): Rest {
  let wake: (() => void) | undefined
  let timer: NodeJS.Timeout | undefined
  let endPause: (() => void) | undefined
  let ended = false

  return {
    untilWoken: () =>
      new Promise((resolve) => {
        if (ended) resolve()
        else wake = resolve
      }),
    for: (ms, awaited) =>
      new Promise((resolve) => {
        if (ended) return resolve()
        endPause = resolve
        timer = setTimeout(resolve, ms)
        if (!awaited) timer.unref?.()
      }),
    wake() {
      wake?.()
      wake = undefined
    },
    hold: () => void timer?.ref?.(),
    end() {
      ended = true
      clearTimeout(timer)
      wake?.()
      endPause?.()
    },
  }
}
