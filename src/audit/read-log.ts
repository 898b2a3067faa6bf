import type { AuditRecord } from '../index.js'
import { invalid, type ReadOptions, readSegments } from './read-segments.js'

const LINE_FEED = 0x0a

/**
 * The records of a journal in their order. Streams; a log that is being written may be read.
 *
 * It verifies nothing: `verifyLog` does.
 *
 * @throws PurposeboundError `log_invalid` for a line that is no record of the log, and where a segment is missing
 * @example
 * ```ts
 * for await (const { time, purpose } of readLog('audit', { from: -10 })) console.log(time, purpose)
 * ```
 */
export async function* readLog(
  directory: string,
  options: ReadOptions = {},
): AsyncGenerator<AuditRecord, void, undefined> {
  for await (const { file, bytes, seq, line } of readSegments(directory, options)) {
    for (let from = 0, read = 0; from < bytes.length; read++) {
      const end = bytes.indexOf(LINE_FEED, from)
      const record = parseRecord(bytes.toString('utf8', from, end))
      if (record?.seq !== seq + read || (options.log !== undefined && record.log !== options.log))
        throw invalid(file, `line ${line + read}`)
      yield record
      from = end + 1
    }
  }
}

/** Undefined for what is no record. */
export function parseRecord(line: string): AuditRecord | undefined {
  try {
    const record = JSON.parse(line) as AuditRecord | null
    return typeof record === 'object' && record?.v === 1 ? record : undefined
  } catch {
    return undefined
  }
}
