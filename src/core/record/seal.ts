import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import type { AuditRecord } from './record.js'

/** Records on their way to a sink, with about how much memory they take. */
export interface Batch {
  readonly records: readonly AuditRecord[]
  readonly bytes: number
}

/** 64 KiB with the line feed. */
const LONGEST = 64 * 1024 - 1
/** Below this, no text can make a line too long: JSON writes a character in six bytes at most. */
const SURELY_SHORT = LONGEST / 6 - 64
/** What a record may never lose: the decision itself. */
const KEPT = ['v', 'id', 'type', 'time', 'mono', 'purpose', 'action', 'effect', 'reason']

const utf8 = new TextEncoder()

/**
 * Makes records safe to hand out: frozen through and through, so that no sink can change what another gets, and each at
 * most 64 KiB as a line. Of a longer one the largest parts become `{ truncated: true, sha256, bytes }`.
 */
export function seal(records: readonly AuditRecord[]): Batch {
  let bytes = 0
  const sealed = records.map((record) => {
    const weight = freeze(record)
    bytes += weight
    if (weight <= SURELY_SHORT || measure(record) <= LONGEST) return record
    return shorten(record)
  })
  return { records: Object.freeze(sealed), bytes }
}

/** Freezes a tree of plain data and counts about its characters as JSON. */
function freeze(value: unknown): number {
  if (typeof value === 'string') return value.length + 3
  if (typeof value !== 'object' || value === null) return 8
  Object.freeze(value)
  let weight = 2
  if (Array.isArray(value)) for (const item of value) weight += freeze(item)
  else
    for (const key of Object.keys(value)) weight += key.length + 4 + freeze(value[key as keyof typeof value])
  return weight
}

function shorten(record: AuditRecord): AuditRecord {
  const copy = structuredClone(record) as unknown as Record<string, unknown>
  const parts = Object.entries(copy)
    .filter(([key]) => !KEPT.includes(key))
    .flatMap(([key, part]) =>
      isObject(part) ? Object.keys(part).map((name) => [part, name] as const) : [[copy, key] as const],
    )
    .map(([owner, name]) => ({ owner, name, bytes: measure(owner[name]) }))
    .sort((a, b) => b.bytes - a.bytes)

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
