import type { AuditOption, AuditSink } from './sink.js'

/** A sink that can be read. */
export type ReadableSink = AuditSink & Required<Pick<AuditSink, 'find'>>

/**
 * The sink that answers for the ledger: the first of a checked `audit` option that can be read, a required one before
 * those that may lack records.
 */
export function readableSink(option: AuditOption): ReadableSink | undefined {
  if ('unsafeNoAudit' in option) return undefined
  const entries = 'write' in option ? [option] : option.sinks
  const sinks = entries.map((entry) =>
    'sink' in entry
      ? { sink: entry.sink, required: entry.required ?? entry.sink.lossy !== true }
      : { sink: entry, required: entry.lossy !== true },
  )
  return sinks
    .toSorted((a, b) => Number(b.required) - Number(a.required))
    .map(({ sink }) => sink)
    .find(isReadable)
}

function isReadable(sink: AuditSink): sink is ReadableSink {
  return typeof sink.find === 'function'
}
