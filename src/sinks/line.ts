import type { AuditRecord } from '../index.js'

/** Legal inside JSON, yet the end of a line to some readers, or unseen in a terminal. */
const UNSEEN = /[\u007f-\u009f\u2028\u2029]/g

/** A record as one line of JSON, line feed included. */
export function toLine(record: AuditRecord): string {
  const json = JSON.stringify(record)
  return `${json.replace(UNSEEN, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`
}
