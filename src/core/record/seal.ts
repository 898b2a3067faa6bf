import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import type { AuditRecord } from './record.js'
import { pendingBytes } from './subjects.js'

/** Records on their way to a sink, with about how much memory they take. */
export interface Batch {
  readonly records: readonly AuditRecord[]
  readonly bytes: number
  /** Nothing but denials, which anybody can cause in any number. */
  readonly denials: boolean
}

/** 64 KiB with the line feed, and with the place that a journal gives a record: log, number and two hashes. */
const LONGEST = 64 * 1024 - 1 - 1024
/** JSON writes a character in six bytes at most. */
const WIDEST = 6
/** What a record may never lose: the decision itself. */
const KEPT = ['v', 'id', 'type', 'time', 'mono', 'purpose', 'action', 'effect', 'reason']

const utf8 = new TextEncoder()

/**
 * Makes records safe to hand out: frozen through and through, so that no sink can change what another gets, and each at
 * most 64 KiB as a line. Of a longer one the largest parts become `{ truncated: true, sha256, bytes }`.
 */
export function seal(records: readonly AuditRecord[]): Batch {
  let bytes = 0
  let denials = true
  const sealed = records.map((record) => {
    const names = record.subjects && pendingBytes(record.subjects)
    const weight = freeze(record, names === undefined ? undefined : record.subjects)
    bytes += weight + (names ?? 0)
    if (record.effect !== 'deny') denials = false
    if (WIDEST * weight + (names ?? 0) <= LONGEST || measure(record) <= LONGEST) return record
    return shorten(record)
  })
  return { records: Object.freeze(sealed), bytes, denials }
}

/** What was frozen when it came is shared by many records; weighed once. */
const WEIGHED = new WeakMap<object, number>()

/** Freezes a tree of plain data, all but the part that is still `pending`, and counts about its characters as JSON. */
function freeze(value: unknown, pending?: object): number {
  if (typeof value === 'string') return value.length + 3
  if (typeof value !== 'object' || value === null) return 8
  if (value === pending) return 0
  if (Object.isFrozen(value)) {
    const known = WEIGHED.get(value)
    if (known !== undefined) return known
    const weight = weigh(value, pending)
    WEIGHED.set(value, weight)
    return weight
  }
  Object.freeze(value)
  return weigh(value, pending)
}

function weigh(value: object, pending?: object): number {
  let weight = 2
  if (Array.isArray(value)) for (const item of value) weight += freeze(item)
  else
    for (const key of Object.keys(value))
      weight += key.length + 4 + freeze(value[key as keyof typeof value], pending)
  return weight
}

function shorten(record: AuditRecord): AuditRecord {
  const copy = structuredClone(record) as unknown as Record<string, unknown>
  const { subjects } = copy
  const parts = Object.entries(copy)
    .filter(([key]) => !KEPT.includes(key))
    .flatMap(([key, part]) =>
      isObject(part) ? Object.keys(part).map((name) => [part, name] as const) : [[copy, key] as const],
    )
    .map(([owner, name]) => ({ owner, name, bytes: measure(owner[name]) }))
    // whom it is about goes last: what a record says of nobody can be found by nobody
    .sort((a, b) => Number(a.owner === subjects) - Number(b.owner === subjects) || b.bytes - a.bytes)

  let left = measure(copy)
  for (const { owner, name, bytes } of parts) {
    if (left <= LONGEST) break
    owner[name] = {
      truncated: true,
      sha256: bytesToHex(sha256(utf8.encode(JSON.stringify(owner[name])))),
      bytes,
    }
    left += measure(owner[name]) - bytes
  }
  freeze(copy)
  return copy as unknown as AuditRecord
}

function isObject(part: unknown): part is Record<string, unknown> {
  return typeof part === 'object' && part !== null && !Array.isArray(part)
}

/** Bytes as JSON. */
function measure(value: unknown): number {
  return utf8.encode(JSON.stringify(value)).length
}
