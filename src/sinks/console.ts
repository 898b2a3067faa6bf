import { type AuditSink, PurposeboundError } from '../index.js'
import { toLine } from './line.js'

const MOST_WAITING = 1024 * 1024

/**
 * Prints audit records to standard output, one line of JSON each.
 *
 * For eyes and log collectors, beside a sink that keeps: what is printed can be lost when the process ends, so this sink
 * is never required and never enough alone. A reader that stalls makes it fail rather than fill the memory.
 *
 * @example
 * ```ts
 * createGate({ policy, consents, keys, audit: { sinks: [fileSink({ path: 'audit.jsonl' }), consoleSink()] } })
 * ```
 */
export function consoleSink(): AuditSink {
  return {
    name: 'console',
    durability: 'memory',
    lossy: true,
    write(records) {
      const waiting: unknown = globalThis.process?.stdout?.writableLength
      if (typeof waiting === 'number' && waiting > MOST_WAITING)
        throw new PurposeboundError('sink_failed', 'standard output is stalled')
      // `console.log` survives a closed pipe, which a bare stream does not
      for (const record of records) console.log(toLine(record).trimEnd())
    },
  }
}
