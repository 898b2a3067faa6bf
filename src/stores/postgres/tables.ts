import { toNamed } from '../../postgres/names.js'

export const DEFAULT_NAME = 'consent'

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
  const { within, beside } = toNamed('name', given, 40)
  return {
    events: within('events'),
    states: within('states'),
    purposes: within('purposes'),
    channel: beside('changed'),
    within,
    beside,
  }
}
