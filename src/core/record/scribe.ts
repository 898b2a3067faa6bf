import type { Policy } from '../catalog/declaration.js'
import { type Clock, mono, read } from '../clock.js'
import { extras } from './extras.js'
import { freeText } from './free-text.js'
import type { AuditRecord } from './record.js'
import { createUuid } from './uuid.js'

/** What every record of an operation has in common. */
export type Entry = Omit<AuditRecord, 'v' | 'id' | 'time' | 'mono' | 'app' | 'policy'>

export interface AppInfo {
  readonly name: string
  readonly version?: string
  readonly instance?: string
  readonly pid?: number
}

/** Writes records: the one place that gives them identity and time. */
export interface Scribe {
  record(entry: Entry, policy: Policy): AuditRecord
  /** Stamps the next record, once. */
  stamp(ext: AuditRecord['ext']): void
}

export function createScribe(clock: Clock, app: AppInfo): Scribe {
  const uuid = createUuid()
  const about = Object.freeze({ ...app, instance: app.instance ?? uuid(read(clock)) })
  const names = new WeakMap<Policy, AuditRecord['policy']>()
  let stamped: AuditRecord['ext']

  function nameOf(policy: Policy): AuditRecord['policy'] {
    const known = names.get(policy)
    if (known) return known
    const named = Object.freeze({ name: policy.name, version: policy.version, digest: policy.digest })
    names.set(policy, named)
    return named
  }

  return {
    stamp: (ext) => {
      stamped = ext
    },
    record(entry, policy) {
      const now = read(clock)
      const named = nameOf(policy)
      const ext = stamped ? { ...entry.ext, ...stamped } : entry.ext
      stamped = undefined
      return {
        v: 1,
        id: uuid(now),
        time: timeText(now),
        mono: mono(),
        app: about,
        policy: named,
        ...entry,
        ...(ext && { ext }),
      }
    },
  }
}

let recent = { ms: 0, text: '1970-01-01T00:00:00.000Z' }

/** RFC 3339 in UTC; a clock that gives no time leaves the beginning of time, which nobody takes for a date. */
export function timeText(ms: number): string {
  const time = Number.isNaN(ms) ? 0 : ms
  // a record says the same millisecond twice, and so do those beside it
  if (time !== recent.ms) recent = { ms: time, text: new Date(time).toISOString() }
  return recent.text
}

/** What the caller says of an operation, made fit for a record. */
export function said(context: {
  readonly justification?: unknown
  readonly request?: unknown
  readonly traceparent?: unknown
  readonly ext?: unknown
}) {
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? freeText(value) : undefined)
  const justification = text(context.justification)
  const request = text(context.request)
  const traceparent = text(context.traceparent)
  const ext = extras(context.ext)
  return {
    ...(justification !== undefined && { justification }),
    ...(request !== undefined && { request }),
    ...(traceparent !== undefined && { traceparent }),
    ...(ext && { ext }),
  }
}
