import type { PGlite } from '@electric-sql/pglite'
import type { ColumnVisibility, Condition } from '../../src/index.js'
import { at } from './oracle-condition.js'
import { LEAVES } from './schemas.js'

const TYPES = { string: 'text', number: 'float8', boolean: 'boolean', date: 'timestamptz' } as const
const COMPARE = { eq: '=', ne: '<>', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const
type Kinds = { readonly [path: string]: string }
type Row = { readonly [key: string]: unknown }

/** The scalar columns of a resource, as a table has them. */
function columnsOf(resource: string): [path: string, type: string][] {
  return Object.entries(LEAVES[resource]!).flatMap(([path, kind]) =>
    kind === 'opaque' || /[[*]|^buyer/.test(path) ? [] : [[path, TYPES[kind]] as [string, string]],
  )
}

/** Puts rows into a table of their own and gives what selects from it. */
export async function tableOf(db: PGlite, resource: string, rows: readonly Row[]) {
  const columns = columnsOf(resource)
  const params = [
    JSON.stringify(rows.map((row, n) => [n, ...columns.map(([path]) => at(row, path) ?? null)])),
  ]
  const fields = columns.map(([path, type], index) => `(r->>${index + 1})::${type} AS "${path}"`)
  await db.exec(`DROP TABLE IF EXISTS "${resource}"`)
  await db.query(
    `CREATE TABLE "${resource}" AS SELECT (r->>0)::int AS n, ${fields} FROM jsonb_array_elements('${params[0]!.replaceAll("'", "''")}') AS r`,
  )
  return {
    /** The numbers of the rows of which `where` is true. */
    async where(where: Condition | 'all'): Promise<number[]> {
      const params: unknown[] = []
      const text = `SELECT n FROM "${resource}" WHERE ${sql(where, params, LEAVES[resource]!)} ORDER BY n`
      return (await db.query<{ n: number }>(text, params)).rows.map(({ n }) => n)
    },
    /** How clearly each row shows a column, by the first `when` that is true of it. */
    async outcomes(shown: readonly ColumnVisibility[]): Promise<string[]> {
      const params: unknown[] = []
      const cases = shown.map(({ when, as }) => `WHEN ${sql(when, params, LEAVES[resource]!)} THEN '${as}'`)
      const text = `SELECT CASE WHEN FALSE THEN '' ${cases.join(' ')} ELSE 'hidden' END AS seen FROM "${resource}" ORDER BY n`
      return (await db.query<{ seen: string }>(text, params)).rows.map(({ seen }) => seen)
    },
  }
}

/** A condition as SQL, node by node. As drivers do, it makes of each value what the column holds. */
function sql(where: Condition | 'all', params: unknown[], kinds: Kinds): string {
  if (where === 'all') return 'TRUE'
  if ('of' in where) {
    if (where.of.length === 0) return where.op === 'and' ? 'TRUE' : 'FALSE'
    return `(${where.of.map((each) => sql(each, params, kinds)).join(` ${where.op.toUpperCase()} `)})`
  }
  if (where.op === 'exists') return `"${where.path}" IS ${where.value ? 'NOT ' : ''}NULL`
  const kind = kinds[where.path] as keyof typeof TYPES
  const of = (value: unknown) =>
    params.push(kind === 'string' ? String(value) : value) && `$${params.length}::${TYPES[kind]}`
  if ('values' in where) {
    const list = (where.values as readonly unknown[]).map(of).join(', ')
    const among = `(ARRAY[${list}]::${TYPES[kind]}[])`
    // of an empty list SQL says that null is not in it
    return where.op === 'in'
      ? `"${where.path}" = ANY ${among}`
      : `("${where.path}" IS NOT NULL AND "${where.path}" <> ALL ${among})`
  }
  return `"${where.path}" ${COMPARE[where.op]} ${of(where.value)}${kind === 'string' ? ' COLLATE "C"' : ''}`
}

/** The row less every leaf that a plan does not ask for; what is no leaf of a table stands whole. */
export function only(row: Row, paths: readonly string[]): Row {
  const kept: { [key: string]: unknown } = {}
  for (const [key, value] of Object.entries(row)) {
    const below = paths.filter((path) => path.startsWith(`${key}.`) && !path.startsWith(`${key}.*`))
    if (paths.some((path) => path === key || path.startsWith(`${key}[`) || path.startsWith(`${key}.*`)))
      kept[key] = value
    else if (below.length > 0)
      kept[key] =
        value &&
        only(
          value as Row,
          below.map((path) => path.slice(key.length + 1)),
        )
  }
  return kept
}
