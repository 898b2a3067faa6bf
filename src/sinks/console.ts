import { type AuditSink, PurposeboundError } from '../index.js'
import { toLine } from './line.js'

const MOST_WAITING = 1024 * 1024
/** Standard output, where an error of it was heard: the reader is gone, and with it all that is printed. */
const heard = new WeakMap<object, { gone: boolean }>()

/**
 * Prints audit records to standard output, one line of JSON each.
 *
 * For eyes and log collectors, beside a sink that keeps: what is printed can be lost when the process ends, so this sink
 * is never required and never enough alone. A reader that stalls makes it fail rather than fill the memory; one that is gone (EPIPE) does not end
 * the process, which hears of it no more.
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
      if (listen().gone) throw new PurposeboundError('sink_failed', 'standard output is closed')
      for (const record of records) console.log(toLine(record).trimEnd())
    },
  }
}

/** Hears the errors of standard output: of a closed pipe `console.log` survives the first, and the second ends the process. */
function listen(): { readonly gone: boolean } {
  const stdout = globalThis.process?.stdout as NodeJS.WriteStream | undefined
  if (stdout === undefined) return { gone: false }
  const known = heard.get(stdout)
  if (known) return known
  const state = { gone: false }
  heard.set(stdout, state)
  stdout.on('error', () => {
    state.gone = true
  })
  return state
}
