import { type AuditRecord, type AuditSink, PurposeboundError } from '../index.js'
import { assertSink, inherited } from './inner.js'

/**
 * A sink that gets only the records for which `keep` does not say `false`.
 *
 * What is filtered out is not there: the sink is `lossy`, so it is never required and never enough alone, and a log that
 * it is fed from cannot be verified in it. In doubt a record is kept: when `keep` throws or answers anything but `false`.
 * `gap` records are always kept, since they say what is missing.
 *
 * @throws PurposeboundError `config_invalid`
 * @example
 * ```ts
 * const denials = filtered(consoleSink(), ({ effect }) => effect === 'deny')
 * createGate({ policy, consents, keys, audit: { sinks: [fileSink({ path: 'audit.jsonl' }), denials] } })
 * ```
 */
export function filtered(sink: AuditSink, keep: (record: AuditRecord) => boolean): AuditSink {
  assertSink('filtered', sink)
  if (typeof keep !== 'function')
    throw new PurposeboundError('config_invalid', '`filtered` takes a sink and a function')

  function kept(record: AuditRecord): boolean {
    try {
      return record.type === 'gap' || keep(record) !== false
    } catch {
      return true
    }
  }

  return {
    ...inherited(sink),
    lossy: true,
    write(records) {
      const some = records.filter(kept)
      return some.length === 0 && records.length > 0 ? undefined : sink.write(some)
    },
    flush: () => sink.flush?.(),
    close: () => sink.close?.(),
  }
}
