import type { Checkpoints } from './checkpoints.js'
import type { Settings } from './options.js'
import type { Retention } from './retention.js'
import type { Writer } from './writer.js'

/** What a journal does of itself: checkpoints in time, a heartbeat when there is nothing else to sign, and what is old goes. */
export interface Pulse {
  /** To be called after records are acknowledged. */
  written(): void
  /** To be called when a segment has ended. */
  sealed(): void
  /** Signs what is acknowledged now. */
  checkpoint(): Promise<string | undefined>
  /** Signs what there is for the last time. */
  stop(): Promise<void>
}

export function createPulse(
  { checkpointRecords, checkpointMs }: Settings,
  writer: Writer,
  checkpoints: Checkpoints | undefined,
  retention: Retention,
): Pulse {
  let working: Promise<void> | undefined
  /** A signer that fails is not asked at every write. */
  let tried = 0
  const timer = setInterval(() => start(beat), checkpointMs)
  timer.unref?.()
  start(() => retention.run())

  /** One thing at a time: what is left out now is due again soon. */
  function start(work: () => Promise<unknown>): void {
    working ??= work().then(done, done)
  }

  function done(): void {
    working = undefined
  }

  async function beat(): Promise<void> {
    const idle = checkpoints !== undefined && writer.end.seq === checkpoints.size
    if (idle && writer.end.seq > 0) await writer.own({ type: 'heartbeat' })
    await signAndTidy()
  }

  async function signAndTidy(): Promise<void> {
    // said by the checkpoints themselves
    await checkpoint().catch(() => {})
    await retention.run()
  }

  async function checkpoint(): Promise<string | undefined> {
    const frontier = writer.tree?.frontier()
    if (checkpoints === undefined || frontier === undefined || frontier.size === 0) return checkpoints?.note
    tried = frontier.size
    return checkpoints.sign(frontier)
  }

  return {
    written() {
      if (checkpoints && writer.end.seq - Math.max(tried, checkpoints.size) >= checkpointRecords)
        start(checkpoint)
    },
    sealed: () => start(signAndTidy),
    checkpoint,
    async stop() {
      clearInterval(timer)
      while (working) await working
      await checkpoint().catch(() => {})
      await retention.run()
    },
  }
}
