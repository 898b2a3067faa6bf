import { failure, isPassing } from './failure.js'

/** Ways that a call is given: how much of its time is left. */
export type Left = () => number

const MOST_TRIES = 8
const FIRST_PAUSE_MS = 20
const LONGEST_PAUSE_MS = 500

/** Does `work`, and again where what failed may pass, all within `ms`; it must come to the same when it has been done already. */
export async function inTime<T>(ms: number, work: (left: Left) => Promise<T>): Promise<T> {
  const until = performance.now() + ms
  const left = (): number => Math.max(0, until - performance.now())
  for (let tries = 1; ; tries += 1) {
    try {
      return await work(left)
    } catch (error) {
      const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** tries, LONGEST_PAUSE_MS)
      if (tries === MOST_TRIES || left() <= pauseMs || !isPassing(error)) throw failure(error)
      await pause(pauseMs * (0.5 + Math.random() / 2))
    }
  }
}

/** What is not done when the time has run out has failed, `ETIMEDOUT`; it may still be done later. */
export function within<T>(work: Promise<T>, left: Left): Promise<T> {
  let timer: ReturnType<typeof setTimeout>
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(Object.assign(new Error('late'), { code: 'ETIMEDOUT' })),
      Math.max(1, left()),
    )
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms))
}
