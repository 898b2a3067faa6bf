import { type Named, toNamed } from '../../postgres/names.js'

export const DEFAULT_TABLE = 'audit_records'

/** The name of a table as it stands in SQL, and of what belongs to it: room for the endings of its indexes is left. */
export function toTable(name: unknown): Named {
  return toNamed('table', name, 48)
}
