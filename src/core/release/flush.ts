import { after, mono, within } from '../clock.js'
import type { AuditSink } from '../record/sink.js'
import type { Engine } from './engine.js'

const STEP_MS = 5

/**
 * Lets what was submitted so far reach the sinks, as far as they take it within the deadline, and a sink write what it
 * holds back. A sink that fails here is heard of when it is read.
 */
export async function flush({ dispatch, deadlineMs }: Engine, sink: AuditSink): Promise<void> {
  const { submitted } = dispatch.stats()
  const until = mono() + deadlineMs * 1000
  for (let { delivered, lost } = dispatch.stats(); delivered + lost < submitted && mono() < until; ) {
    await new Promise<void>((turn) => after(STEP_MS, turn))
    ;({ delivered, lost } = dispatch.stats())
  }
  try {
    await within(
      Promise.resolve(sink.flush?.()),
      Math.max(1, (until - mono()) / 1000),
      () => new Error('late'),
    )
  } catch {
    // see above
  }
}
