import { isPurposeboundError, PolicyError } from '../errors.js'
import { buildCatalog, type Catalog } from './catalog.js'
import type { DefinePolicy, Policy } from './declaration.js'
import { duplicateKeys } from './duplicate-keys.js'
import type { Schema } from './schema.js'

const CATALOGS = new WeakMap<object, Catalog>()

/**
 * Checks one declaration and splits it: the document is data, frozen and digested; the zod schemas stand beside it, untouched.
 *
 * @throws PolicyError `policy_invalid` with every problem, its path and the closest name that exists.
 * @example
 * ```ts
 * const policy = definePolicy({ name: 'shop', version: '1', categories: ['contact'], resources: {…}, purposes: {…}, roles: {…} })
 * ```
 */
export const definePolicy: DefinePolicy = ((declaration: unknown) => {
  const { document, schemas } = readable(() => split(declaration))
  return toPolicy(document, schemas)
}) as never

/**
 * Reads a policy from JSON text (or JSON already parsed) over the schemas of its resources.
 *
 * @throws PolicyError `policy_invalid`
 */
export function parsePolicy(
  json: string | object,
  options: { readonly schemas: { readonly [resource: string]: Schema } },
): Policy {
  const { schemas } = Object(options) as { readonly schemas: unknown }
  if (!isObject(schemas))
    throw new PolicyError([{ path: '', message: '`parsePolicy` takes `{ schemas }`, one for each resource' }])
  return toPolicy(
    typeof json === 'string' ? parseJson(json) : json,
    schemas as { readonly [resource: string]: Schema },
  )
}

/** The catalog of a policy; one that another copy of this library made is read anew. */
export function catalogOf(policy: Policy): Catalog {
  const known = CATALOGS.get(policy)
  if (known) return known
  const catalog = readAnew(policy)
  CATALOGS.set(policy, catalog)
  return catalog
}

/** A policy must still be what its digest says. */
function readAnew(policy: Policy): Catalog {
  let problem = 'a policy is made by `definePolicy` or `parsePolicy`'
  try {
    const { name, version, digest, document, schemas } = policy
    const catalog = buildCatalog(document, schemas)
    const known = catalog.document
    if (digest === catalog.digest && name === known.name && version === known.version) return catalog
    problem = 'the policy is not what its digest says: it was changed after it was defined'
  } catch (error) {
    if (isPurposeboundError(error)) throw error
  }
  throw new PolicyError([{ path: '', message: problem }])
}

function toPolicy(declared: unknown, schemas: { readonly [resource: string]: Schema }): Policy {
  const catalog = readable(() => buildCatalog(declared, schemas))
  const { document, digest } = catalog
  const policy = Object.freeze({
    name: document.name,
    version: document.version,
    digest,
    document,
    schemas: Object.freeze({ ...schemas }),
  }) as unknown as Policy
  CATALOGS.set(policy, catalog)
  return policy
}

/** What throws when it is read is no policy, and its words are not passed on. */
function readable<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (isPurposeboundError(error)) throw error
    throw new PolicyError([{ path: '', message: 'the policy cannot be read' }])
  }
}

function split(declaration: unknown): { document: unknown; schemas: { [resource: string]: Schema } } {
  const schemas: { [resource: string]: Schema } = {}
  if (!isObject(declaration) || !isObject(declaration['resources'])) return { document: declaration, schemas }
  const resources = Object.fromEntries(
    Object.entries(declaration['resources']).map(([name, resource]) => {
      if (!isObject(resource)) return [name, resource]
      const { schema, ...rest } = resource
      if (schema !== undefined) schemas[name] = schema as Schema
      return [name, rest]
    }),
  )
  return { document: { ...declaration, resources }, schemas }
}

function parseJson(text: string): unknown {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch {
    throw new PolicyError([{ path: '', message: 'this is no JSON' }])
  }
  const twice = duplicateKeys(text)
  if (twice.length > 0)
    throw new PolicyError(twice.map((path) => ({ path, message: 'this key stands twice' })))
  return data
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
