import { PurposeboundError } from '../../index.js'

export const DEFAULT_NAME = 'consent'

// room for the endings below the 63 bytes of a name
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,39}$/

/** The tables of one store as they stand in SQL. */
export interface Tables {
  readonly events: string
  readonly states: string
  readonly purposes: string
  /** Where changes are told; one for each store of a database. */
  readonly channel: string
  /** Where the schema must stand: a function of the store. */
  within(ending: string): string
  /** Where it must not: an index or a trigger of it. */
  beside(ending: string): string
}

/** @throws PurposeboundError `config_invalid` for anything but `name` or `schema.name` */
export function toTables(given: unknown): Tables {
  const [name, schema, more] = typeof given === 'string' ? given.split('.').reverse() : []
  if (name === undefined || more !== undefined || ![name, schema ?? 'x'].every((part) => NAME.test(part)))
    throw new PurposeboundError(
      'config_invalid',
      '`name` is `name` or `schema.name`: letters, digits and `_`, up to 40 of them',
    )
  const within = (ending: string): string =>
    `${schema === undefined ? '' : `"${schema}".`}"${name}_${ending}"`
  return {
    events: within('events'),
    states: within('states'),
    purposes: within('purposes'),
    channel: `"${name}_changed"`,
    within,
    beside: (ending) => `"${name}_${ending}"`,
  }
}

/** @throws PurposeboundError `config_invalid` */
export function toRole(name: unknown): string {
  if (typeof name === 'string' && /^[A-Za-z_][A-Za-z0-9_$-]{0,62}$/.test(name)) return `"${name}"`
  throw new PurposeboundError('config_invalid', '`role` is the name of a role of the database')
}
