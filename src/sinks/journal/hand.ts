import type { AuditRecord, AuditSink } from '../../index.js'
import { coded } from './failure.js'

/** Writes that were given up and have not ended yet: beyond so many the sink gets no more, for each holds its records. */
const MOST_OVERDUE = 4

/** Hands records to `sink`: resolves when it has acknowledged them, rejects when it fails or is too slow. */
export function hand(
  sink: AuditSink,
  deadlineMs: number,
): (records: readonly AuditRecord[]) => Promise<void> {
  let overdue = 0

  async function write(records: readonly AuditRecord[]): Promise<void> {
    const said: unknown = await sink.write(records)
    // `false`, or a number, is not what a sink says that has written
    if (said !== undefined) throw coded('SINK_FAILED')
  }

  return (records) =>
    new Promise((resolve, reject) => {
      if (overdue >= MOST_OVERDUE) throw coded('SINK_TIMEOUT')
      let late = false
      const timer = setTimeout(() => {
        late = true
        overdue += 1
        reject(coded('SINK_TIMEOUT'))
      }, deadlineMs)
      const ended = (): void => {
        clearTimeout(timer)
        if (late) overdue -= 1
      }
      write(records).then(
        () => {
          ended()
          resolve()
        },
        (error) => {
          ended()
          reject(error)
        },
      )
    })
}
