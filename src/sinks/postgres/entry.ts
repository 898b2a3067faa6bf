import { createHash } from 'node:crypto'
import { canonical } from '../../audit/index.js'
import { type AuditRecord, PurposeboundError, type RecordedActor } from '../../index.js'

/** A record as it stands in the table: the bytes, and beside them what it is found by. */
export interface Entry {
  /** Empty for a record that no journal has numbered. */
  readonly log: string
  readonly seq: number | undefined
  readonly id: string
  readonly type: string
  readonly time: string
  readonly actors: readonly string[]
  readonly subjects: readonly string[]
  readonly line: string
  /** SHA-256 of the line, in hex. */
  readonly digest: string
  /** Two records with the same key are the same record, or one of them is false. */
  readonly key: string
}

/** @throws PurposeboundError `log_invalid` for a record that has no canonical form or no time */
export function toEntry(record: AuditRecord): Entry {
  const line = canonical(record)
  const { log = '', seq, id, type, time } = record
  const numbered = typeof log === 'string' && log !== '' && Number.isSafeInteger(seq)
  if (numbered !== ('log' in record || 'seq' in record) || Number.isNaN(Date.parse(time)))
    throw new PurposeboundError('log_invalid', 'a record has a time, and both of `log` and `seq` or neither')
  return {
    log: storable(log),
    seq,
    id: storable(id),
    type: storable(type),
    time,
    actors: refsOf(record.actor).map(storable),
    subjects: peopleOf(record).map(storable),
    line,
    digest: createHash('sha256').update(line).digest('hex'),
    key: keyOf({ log: storable(log), seq, id: storable(id) }),
  }
}

/** The key of a row, as `key` of its entry. */
export function keyOf(row: { readonly [column: string]: unknown }): string {
  return row['log'] === '' ? `id ${row['id']}` : `${row['seq']} ${row['log']}`
}

/** The server's text has no U+0000. What is written for it, and for a backslash, keeps different texts different. */
export function storable(text: string): string {
  return text.replace(/[\\\0]/g, (char) => (char === '\0' ? '\\0' : '\\\\'))
}

/** An array of texts that are `storable`, as the server reads it. */
export function toArray(texts: readonly string[]): string {
  return `{${texts.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`).join(',')}}`
}

/** Who acted, and on whose behalf. */
function refsOf(actor: RecordedActor | undefined): string[] {
  return actor === undefined ? [] : [actor.ref, ...refsOf(actor.onBehalfOf)]
}

/** What was too big for a record stands there as `{ truncated }`, and names nobody. */
function peopleOf({ subjects }: AuditRecord): readonly string[] {
  return Array.isArray(subjects?.refs) ? subjects.refs : []
}
