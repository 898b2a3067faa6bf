import { randomBytes } from 'node:crypto'
import type { AuditRecord, Clock } from '../../index.js'

/** What a record of the journal itself says. */
export type OwnEntry = Pick<AuditRecord, 'type'> &
  Partial<Pick<AuditRecord, 'config' | 'gap' | 'recovery' | 'sink'>>

/** Whose journal it is: taken from the records that it is given. */
export type About = Pick<AuditRecord, 'app' | 'policy'>

/** Makes a record of the journal itself. */
export function ownRecord(entry: OwnEntry, { app, policy }: About, clock: Clock): AuditRecord {
  const now = timeOf(clock)
  const time = new Date(now).toISOString()
  return { v: 1, id: uuid(now), time, mono: Math.floor(performance.now() * 1000), app, policy, ...entry }
}

/** Milliseconds since 1970; 0 when the clock gives no usable time. */
export function timeOf(clock: Clock): number {
  try {
    const now = Number(clock())
    return Math.abs(now) <= 8.64e15 ? Math.floor(now) : 0
  } catch {
    return 0
  }
}

/** Version 7 of RFC 9562: time, then chance. */
function uuid(now: number): string {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(Math.max(0, Math.min(now, 2 ** 48 - 1)), 0, 6)
  bytes[6] = 0x70 | (bytes[6]! & 0x0f)
  bytes[8] = 0x80 | (bytes[8]! & 0x3f)
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
