import { type AuditRecord, type LedgerQuery, PurposeboundError } from '../../index.js'
import { lend, type PostgresPool, type Row } from '../../postgres/connection.js'
import type { Named } from '../../postgres/names.js'
import { storable, toEntry } from './entry.js'
import { failure } from './failure.js'
import { DEFAULT_TABLE, toTable } from './table.js'

const PAGE = 500

/** The records that answer `query`, by an index, oldest first. */
export async function* find(
  pool: PostgresPool,
  ms: number,
  table: Named,
  query: LedgerQuery,
): AsyncGenerator<AuditRecord> {
  const values: unknown[] = []
  const conditions: string[] = []
  const ask = (condition: string, value: unknown): void => {
    values.push(value)
    conditions.push(condition.replace('$', `$${values.length}`))
  }
  const { subjects, actors, since, until } = query
  if (subjects) ask('subjects && $::text[]', subjects.map(storable))
  if (actors) ask('actors && $::text[]', actors.map(storable))
  if (since !== undefined) ask('time >= $::timestamptz', timeOf(since))
  if (until !== undefined) ask('time < $::timestamptz', timeOf(until))
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
  const select = `SELECT line FROM ${table.sql} ${where} ORDER BY time, log, seq`
  for await (const { line } of stream(pool, ms, select, values)) yield parse(line)
}

/** Which lines of a table are read. */
export interface PostgresLinesOptions {
  readonly pool: PostgresPool
  /** @defaultValue `'audit_records'` */
  readonly table?: string
  /** The name of the log; left out, the records that were written without a journal. */
  readonly log?: string
  /** The number of the first record. @defaultValue `0` */
  readonly from?: number
  /** How long the server may take for each page, in milliseconds. @defaultValue `60_000` */
  readonly timeoutMs?: number
}

/**
 * The lines of a log in order, byte for byte as the journal holds them, without the line feed: to verify the table as a
 * log, or to export it. Each row is held against its line, so that a record cannot be hidden from {@link postgresSink}'s
 * `find` by changing the columns beside it. All are of one moment.
 *
 * @throws PurposeboundError `config_invalid`; `log_invalid` for a row that its line does not bear out; `sink_failed`
 * @example
 * ```ts
 * for await (const line of postgresLines({ pool, log: 'shop.example/audit' })) file.write(`${line}\n`)
 * ```
 */
export async function* postgresLines(options: PostgresLinesOptions): AsyncGenerator<Buffer, void, undefined> {
  const { pool, table = DEFAULT_TABLE, log = '', from = 0, timeoutMs = 60_000 } = options
  const select = `SELECT log, seq::text AS seq, id, type, actors, subjects, line,
    (extract(epoch FROM time) * 1000)::bigint::text AS ms
    FROM ${toTable(table).sql} AS r WHERE log = $1 AND r.seq >= $2::bigint ORDER BY r.seq`
  for await (const row of stream(pool, timeoutMs, select, [storable(log), String(from)])) {
    const line = bytesOf(row['line'])
    if (!isBorneOut(row, line))
      throw new PurposeboundError('log_invalid', `row ${row['seq']} of the table is not what its record says`)
    yield line
  }
}

function isBorneOut(row: Row, line: Buffer): boolean {
  try {
    const entry = toEntry(parse(line))
    const { log, seq, id, type, actors, subjects } = entry
    const should = [log, log === '' ? row['seq'] : String(seq), id, type, String(Date.parse(entry.time))]
    const is = [row['log'], row['seq'], row['id'], row['type'], row['ms']]
    const people = [row['actors'], row['subjects']]
    return (
      Buffer.from(entry.line).equals(line) &&
      should.every((part, i) => part === is[i]) &&
      JSON.stringify(people) === JSON.stringify([actors, subjects])
    )
  } catch {
    return false
  }
}

/** By a cursor: a page at a time, all of one moment. */
async function* stream(
  pool: PostgresPool,
  ms: number,
  select: string,
  values: unknown[],
): AsyncGenerator<Row, void, undefined> {
  let broken = true
  const lent = await lend(pool, () => ms).catch((error: unknown) => {
    throw failure(error)
  })
  const { query } = lent
  try {
    await query(`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = ${ms}`)
    await query(`DECLARE audit NO SCROLL CURSOR FOR ${select}`, values)
    let page: readonly Row[]
    do {
      page = await query(`FETCH ${PAGE} FROM audit`)
      broken = false
      yield* page
      broken = true
    } while (page.length === PAGE)
    broken = false
  } catch (error) {
    broken = true
    throw failure(error)
  } finally {
    if (!broken)
      broken = await query('ROLLBACK').then(
        () => false,
        () => true,
      )
    lent.giveBack(broken)
  }
}

function parse(line: unknown): AuditRecord {
  try {
    return JSON.parse(bytesOf(line).toString('utf8')) as AuditRecord
  } catch {
    // the message would show what it found
    throw new PurposeboundError('log_invalid', 'the table holds a line that is no record')
  }
}

function bytesOf(line: unknown): Buffer {
  const { buffer, byteOffset, byteLength } = line as Uint8Array
  return Buffer.from(buffer, byteOffset, byteLength)
}

function timeOf(text: string): string {
  const time = Date.parse(text)
  if (Number.isNaN(time))
    throw new PurposeboundError('input_invalid', '`since` and `until` are times as in RFC 3339')
  return new Date(time).toISOString()
}
