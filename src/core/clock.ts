/** Gives the time of day: a Date, or milliseconds since 1970. Anything else denies (`evaluation_error`). */
export type Clock = () => Date | number

/** The clock of this machine. */
export const systemClock: Clock = () => Date.now()

/**
 * The clock of this machine for decisions: it falls behind no time that has passed since, so that putting it back revives
 * nothing that has ended. Any other clock is left as it is.
 */
export function advancing(clock: Clock): Clock {
  if (clock !== systemClock) return clock
  const begun = Date.now() - performance.now()
  return () => Math.max(Date.now(), begun + performance.now())
}

/** Milliseconds since 1970, or NaN when the clock gives no usable time. */
export function read(clock: Clock): number {
  try {
    const now: unknown = clock()
    const ms = now instanceof Date ? now.getTime() : now
    return typeof ms === 'number' && Math.abs(ms) <= 8.64e15 ? Math.floor(ms) : Number.NaN
  } catch {
    return Number.NaN
  }
}

/** Microseconds of a clock that never jumps, for the order of records. */
export function mono(): number {
  return Math.floor(performance.now() * 1000)
}

/** Calls `fn` once after `ms`; the function returned calls it off. Never keeps the process alive by itself when `ref` is false. */
export function after(ms: number, fn: () => void, { ref = true } = {}): () => void {
  const timer = setTimeout(fn, ms)
  if (!ref && typeof timer === 'object') timer.unref?.()
  return () => clearTimeout(timer)
}

/** Settles as `promise` does, or rejects with `late()` after `ms`. */
export function within<T>(promise: PromiseLike<T>, ms: number, late: () => Error): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const off = after(ms, () => reject(late()))
    promise.then(
      (value) => {
        off()
        resolve(value)
      },
      (error) => {
        off()
        reject(error)
      },
    )
  })
}
