import type { AuditSink, Delivery } from './sink.js'

/** A sink and how it is used. */
export interface SinkEntry {
  readonly sink: AuditSink
  readonly required: boolean
  readonly deadlineMs: number
}

/** By which way each sink gets its records; every sink is on exactly one of them, `awaited` is a part of `fed`. */
export interface Routes {
  /** Required sinks that are written to; with `strict` and `remote` a release waits for them. */
  readonly front: readonly SinkEntry[]
  /** Required remote sinks of `strict` without a journal: not waited for, but an access that they have no room for is denied. */
  readonly behind: readonly SinkEntry[]
  /** Optional sinks: they get what they can take. */
  readonly side: readonly SinkEntry[]
  /** The sink that keeps records for remote ones. */
  readonly journal: AuditSink | undefined
  /** Remote sinks that the journal feeds. */
  readonly fed: readonly SinkEntry[]
  /** Those of `fed` that a release waits for. */
  readonly awaited: readonly SinkEntry[]
}

export function routesOf(entries: readonly SinkEntry[], delivery: Delivery): Routes {
  const isRemote = ({ sink }: SinkEntry): boolean => sink.remote === true
  const required = entries.filter((entry) => entry.required)
  // only what every record must reach can feed another without a gap
  const journal = required.find((entry) => !isRemote(entry) && typeof entry.sink.feed === 'function')?.sink
  const fed = journal ? entries.filter(isRemote) : []
  const own = required.filter((entry) => !fed.includes(entry))
  const behind = delivery === 'strict' ? own.filter(isRemote) : []
  return {
    front: own.filter((entry) => !behind.includes(entry)),
    behind,
    side: entries.filter((entry) => !entry.required && !fed.includes(entry)),
    journal,
    fed,
    awaited: delivery === 'remote' ? fed.filter((entry) => entry.required) : [],
  }
}
