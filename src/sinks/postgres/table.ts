import { PurposeboundError } from '../../index.js'

export const DEFAULT_TABLE = 'audit_records'

// room for the endings of indexes below the 63 bytes of a name
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,47}$/

/** The name of a table as it stands in SQL, and of what belongs to it. */
export interface Table {
  readonly sql: string
  /** The name beside the table: `audit_records_id`. */
  beside(ending: string): string
  /** The same, where SQL wants the schema. */
  within(ending: string): string
}

/** @throws PurposeboundError `config_invalid` for anything but `table` or `schema.table` */
export function toTable(name: unknown): Table {
  const [table, schema, more] = typeof name === 'string' ? name.split('.').reverse() : []
  if (table === undefined || more !== undefined || ![table, schema ?? 'x'].every((part) => NAME.test(part)))
    throw new PurposeboundError(
      'config_invalid',
      '`table` is `table` or `schema.table`: letters, digits and `_`, up to 48 of them',
    )
  const dotted = schema === undefined ? '' : `"${schema}".`
  return {
    sql: `${dotted}"${table}"`,
    beside: (ending) => `"${table}_${ending}"`,
    within: (ending) => `${dotted}"${table}_${ending}"`,
  }
}

/** @throws PurposeboundError `config_invalid` */
export function toRole(name: unknown): string {
  if (typeof name === 'string' && /^[A-Za-z_][A-Za-z0-9_$-]{0,62}$/.test(name)) return `"${name}"`
  throw new PurposeboundError('config_invalid', '`role` is the name of a role of the database')
}
