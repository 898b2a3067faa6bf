import { type AuditRecord, type AuditSink, PurposeboundError } from '../index.js'
import { assertSink, inherited } from './inner.js'

export { type CloudEvent, type CloudEventsOptions, cloudEvents } from './cloud-events.js'

/** Like a sink, but what it takes is made of records. */
export interface MappedSink<T> extends Pick<AuditSink, 'name' | 'durability' | 'lossy' | 'remote' | 'find'> {
  /** Resolves when all `values` are durable as stated. */
  write(values: readonly T[]): void | PromiseLike<void>
  flush?(): void | PromiseLike<void>
  close?(): void | PromiseLike<void>
}

/**
 * A sink that writes what `map` makes of each record, for tools that want another form than ours.
 *
 * Every record is mapped, in order. A mapping that throws, or gives nothing or a promise, fails the write: a record that
 * cannot be told is not acknowledged.
 *
 * @throws PurposeboundError `config_invalid`; `sink_failed` from `write` when a mapping fails
 * @example
 * ```ts
 * const events = mapped(broker, cloudEvents({ source: 'https://shop.example/audit' }))
 * ```
 */
export function mapped<T>(sink: MappedSink<T>, map: (record: AuditRecord) => T): AuditSink {
  assertSink('mapped', sink)
  if (typeof map !== 'function')
    throw new PurposeboundError('config_invalid', '`mapped` takes a sink and a function')

  function mapOne(record: AuditRecord): T {
    let value: T | undefined
    try {
      value = map(record)
    } catch {
      // its message may hold data
    }
    if (value === undefined || value === null || isThenable(value))
      throw new PurposeboundError('sink_failed', `\`${sink.name}\`: the mapping of a record failed`)
    return value
  }

  return {
    ...inherited(sink),
    write: (records) => sink.write(records.map(mapOne)),
    flush: () => sink.flush?.(),
    close: () => sink.close?.(),
  }
}

function isThenable(value: unknown): boolean {
  return typeof (value as { readonly then?: unknown }).then === 'function'
}
