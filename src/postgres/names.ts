import { PurposeboundError } from '../index.js'

/** A name as SQL has it, with what belongs to it. */
export interface Named {
  readonly sql: string
  /** Beside it, in its schema without saying so: an index or a trigger. */
  beside(ending: string): string
  /** The same, where SQL wants the schema. */
  within(ending: string): string
}

/**
 * The name that `option` gives, as `name` or `schema.name`; what it lacks of the 63 bytes of a name is for endings.
 *
 * @throws PurposeboundError `config_invalid`
 */
export function toNamed(option: string, given: unknown, longest: number): Named {
  const [name, schema, more] = typeof given === 'string' ? given.split('.').reverse() : []
  const isName = (part: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(part) && part.length <= longest
  if (name === undefined || more !== undefined || ![name, schema ?? 'x'].every(isName))
    throw new PurposeboundError(
      'config_invalid',
      `\`${option}\` is \`${option}\` or \`schema.${option}\`: letters, digits and \`_\`, up to ${longest} of them`,
    )
  const dotted = schema === undefined ? '' : `"${schema}".`
  return {
    sql: `${dotted}"${name}"`,
    beside: (ending) => `"${name}_${ending}"`,
    within: (ending) => `${dotted}"${name}_${ending}"`,
  }
}

/** @throws PurposeboundError `config_invalid` */
export function toRole(name: unknown): string {
  if (typeof name === 'string' && /^[A-Za-z_][A-Za-z0-9_$-]{0,62}$/.test(name)) return `"${name}"`
  throw new PurposeboundError('config_invalid', '`role` is the name of a role of the database')
}
