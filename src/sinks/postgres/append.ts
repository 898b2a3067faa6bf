import { PurposeboundError } from '../../index.js'
import type { Query, Row } from '../../postgres/connection.js'
import type { Named } from '../../postgres/names.js'
import { type Entry, keyOf, toArray } from './entry.js'

/** The columns of both kinds of record; numbered ones bring `log` and `seq`, the others get a number from the table. */
const COLUMNS = ['id', 'type', 'time', 'actors', 'subjects', 'line'] as const
const READ: { readonly [column: string]: string } = {
  seq: 'seq::bigint',
  time: 'time::timestamptz',
  actors: 'actors::text[]',
  subjects: 'subjects::text[]',
  line: "convert_to(line, 'UTF8')",
}
const SEEN = `log, seq::text AS seq, id, encode(sha256(line), 'hex') AS digest`

/**
 * Adds `entries`, all numbered or none, in one statement of a transaction that has begun, and proves that the table holds
 * exactly them: what was there before must be the same.
 *
 * @throws PurposeboundError `log_invalid` when the table holds something else, `sink_failed` when it does not hold all
 */
export async function append(
  query: Query,
  table: Named,
  entries: readonly Entry[],
  synchronous: boolean,
): Promise<void> {
  const missing = expected(entries)
  const numbered = entries[0]!.log !== ''
  const columns = numbered ? ['log', 'seq', ...COLUMNS] : [...COLUMNS]
  const added = await query(
    `INSERT INTO ${table.sql} (log, ${numbered ? 'seq, ' : ''}${COLUMNS.join(', ')})
     SELECT ${numbered ? '' : "'', "}${columns.map((column) => READ[column] ?? column).join(', ')}
     FROM unnest(${columns.map((_, i) => `$${i + 1}::text[]`).join(', ')}) WITH ORDINALITY AS r(${columns.join(', ')}, n)
     ORDER BY n
     ON CONFLICT DO NOTHING
     RETURNING ${SEEN}, current_setting('synchronous_commit') AS commit`,
    columns.map((column) => entries.map((entry) => textOf(entry[column as keyof Entry]))),
  )
  // asked again each time: whoever else uses the connection may have set it
  if (synchronous && added.some(({ commit }) => commit === 'off'))
    throw new PurposeboundError('sink_failed', '`postgres`: `synchronous_commit` is off')
  compare(missing, added)
  if (missing.size === 0) return

  const there = await query(...theOthers(table, [...missing.values()], numbered))
  compare(missing, there)
  if (missing.size > 0)
    throw new PurposeboundError('sink_failed', '`postgres`: the table does not take a record')
  // whoever has added them may not have waited until they were safe: let the commit wait for something of ours
  await query(`SELECT pg_logical_emit_message(true, 'purposebound', '')`)
}

/** By key; one that comes twice must be the same. */
function expected(entries: readonly Entry[]): Map<string, Entry> {
  const byKey = new Map<string, Entry>()
  for (const entry of entries) {
    if ((byKey.get(entry.key) ?? entry).digest !== entry.digest) throw differs(entry)
    byKey.set(entry.key, entry)
  }
  return byKey
}

/** Takes out of `missing` what `rows` hold. */
function compare(missing: Map<string, Entry>, rows: readonly Row[]): void {
  for (const row of rows) {
    const entry = missing.get(keyOf(row))
    if (entry === undefined) continue
    if (row['digest'] !== entry.digest) throw differs(entry)
    missing.delete(entry.key)
  }
}

function theOthers(
  table: Named,
  entries: readonly Entry[],
  numbered: boolean,
): [text: string, values: unknown[]] {
  const select = `SELECT ${SEEN} FROM ${table.sql}`
  if (!numbered) return [`${select} WHERE log = '' AND id = ANY($1::text[])`, [entries.map(({ id }) => id)]]
  return [
    `${select} WHERE (log, seq) IN (SELECT log, seq::bigint FROM unnest($1::text[], $2::text[]) AS r(log, seq))`,
    [entries.map(({ log }) => log), entries.map(({ seq }) => String(seq))],
  ]
}

function textOf(value: Entry[keyof Entry]): string {
  return typeof value === 'object' ? toArray(value) : String(value)
}

function differs({ log, seq }: Entry): PurposeboundError {
  const which = log === '' ? 'under the id of one that is written' : `as number ${seq} of the log`
  return new PurposeboundError(
    'log_invalid',
    `\`postgres\` holds another record ${which}: one of them was changed`,
  )
}
