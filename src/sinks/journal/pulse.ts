import type { Checkpoints } from './checkpoints.js'
import type { Settings } from './options.js'
import type { Writer } from './writer.js'

/** What a journal does of itself: checkpoints in time, and a heartbeat when there is nothing else to sign. */
export interface Pulse {
  /** To be called after records are acknowledged. */
  written(): void
  /** Signs what is acknowledged now. */
  checkpoint(): Promise<string | undefined>
  stop(): void
}

export function createPulse(
  { checkpointRecords, checkpointMs }: Settings,
  writer: Writer,
  checkpoints: Checkpoints | undefined,
): Pulse {
  let signing = false
  const timer = setInterval(() => void beat(), checkpointMs)
  timer.unref?.()

  async function beat(): Promise<void> {
    if (checkpoints === undefined || signing) return
    signing = true
    try {
      const idle = writer.end.seq === checkpoints.size
      if (idle && writer.end.seq > 0) await writer.own({ type: 'heartbeat' })
      await checkpoint()
    } catch {
      // said by the checkpoints themselves, and by whoever writes next
    }
    signing = false
  }

  async function checkpoint(): Promise<string | undefined> {
    const frontier = writer.tree?.frontier()
    if (checkpoints === undefined || frontier === undefined || frontier.size === 0) return checkpoints?.note
    return checkpoints.sign(frontier)
  }

  async function soon(): Promise<void> {
    signing = true
    await checkpoint().catch(() => {})
    signing = false
  }

  return {
    written() {
      if (checkpoints && !signing && writer.end.seq - checkpoints.size >= checkpointRecords) void soon()
    },
    checkpoint,
    stop: () => clearInterval(timer),
  }
}
