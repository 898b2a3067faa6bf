import type { ResourceDef } from '../catalog/resource.js'
import type { Schema } from '../catalog/schema.js'
import { readOwn } from '../decide/own.js'
import { copyPlain } from '../enforce/opaque.js'
import { PurposeboundError } from '../errors.js'
import { refused } from './draft.js'

/** The caller's object as fresh plain data. @throws AccessDenied `input_invalid` */
export function plain(resource: ResourceDef, given: unknown): object {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw refused(resource)
  try {
    const copy: { [key: string]: unknown } = {}
    for (const key of Object.keys(given)) {
      const value = readOwn(given, key)
      if (key === '__proto__' || value === undefined) throw refused(resource)
      copy[key] = copyPlain(value)
    }
    return copy
  } catch {
    throw refused(resource)
  }
}

/** Runs a schema; its issues become paths and codes, never values. @throws PurposeboundError `input_invalid` */
export async function parse(schema: Schema, value: unknown, at?: string): Promise<object> {
  const { safeParseAsync } = schema as unknown as {
    safeParseAsync(value: unknown): Promise<{
      success: boolean
      data: object
      error?: { issues: readonly { code?: string; path: readonly PropertyKey[] }[] }
    }>
  }
  const result = await safeParseAsync(value)
  if (result.success) return result.data
  const issues = result.error?.issues.map(
    ({ code = 'custom', path }) =>
      `\`${[...(at === undefined ? [] : [at]), ...path.filter((key) => typeof key === 'string').slice(0, at === undefined ? 1 : 0)].join('.')}\` ${code}`,
  )
  throw new PurposeboundError('input_invalid', [...new Set(issues)].join(', '))
}
