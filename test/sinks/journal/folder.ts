import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ed25519Signer } from 'purposebound/audit'
import type { AuditRecord } from '../../../src/index.js'
import { type JournalSinkOptions, journalSink } from '../../../src/sinks/journal/index.js'

export const LOG = 'audit.example/orders/prod-1'
/** The seed of the test vector. */
export const signer = ed25519Signer(new Uint8Array(32).fill(7))

const made: string[] = []

/** A folder of a test, removed by `removeFolders`. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'purposebound-journal-'))
  made.push(folder)
  return folder
}

export function removeFolders(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true })
}

/** A journal without a reserve, which would be written for each test. */
export function journal(directory: string, more: Partial<JournalSinkOptions> = {}) {
  return journalSink({ directory, log: LOG, headroomBytes: 0, onWarning: () => {}, ...more })
}

/** The bytes of all segments, in order. */
export function bytesOf(directory: string): Buffer {
  return Buffer.concat(segmentsOf(directory).map((file) => readFileSync(join(directory, file))))
}

export function segmentsOf(directory: string): string[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith('.jsonl'))
    .sort()
}

/** All records of the log, with those of the journal itself. */
export function allOf(directory: string): AuditRecord[] {
  return bytesOf(directory)
    .toString()
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as AuditRecord)
}

/** What was written to it, as it was written. */
export function recordsOf(directory: string): AuditRecord[] {
  return allOf(directory)
    .filter(({ type }) => !['config', 'heartbeat', 'recovery', 'sink', 'gap'].includes(type))
    .map(({ log: _log, seq: _seq, prev: _prev, hash: _hash, ...record }) => record)
}
