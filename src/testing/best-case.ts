import { type Policy, type PolicyDocument, parsePolicy } from '../index.js'
import { sketchOf } from './sample/rows.js'

const UNCONDITIONAL = new WeakMap<Policy, Policy>()

/** The same policy with every condition true, and nothing too old. */
export function unconditional(policy: Policy): Policy {
  const known = UNCONDITIONAL.get(policy)
  if (known) return known
  const { roles } = policy.document
  const open = Object.entries(roles).map(([role, grants]) => {
    const each = [grants].flat().map(({ where, ...grant }) => ({
      ...grant,
      ...(where && { where: Object.fromEntries(Object.keys(where).map((resource) => [resource, 'all'])) }),
    }))
    // a lone grant stays alone, so that rules point to the same places
    return [role, Array.isArray(grants) ? each : each[0]]
  })
  const made = parsePolicy(
    { ...endless(policy.document), roles: Object.fromEntries(open) },
    { schemas: policy.schemas },
  )
  UNCONDITIONAL.set(policy, made)
  return made
}

/** A document without its periods: in the best case all is within them. */
function endless(document: PolicyDocument): PolicyDocument {
  const without = <T extends object>({ retention: _, ...rest }: T & { retention?: unknown }) => rest
  const purposes = Object.entries(document.purposes).map(([name, purpose]) => [name, without(purpose)])
  const resources = Object.entries(document.resources).map(([name, resource]) => {
    const fields = Object.entries(resource.fields).map(([path, field]) => [
      path,
      typeof field === 'object' ? without(field) : field,
    ])
    return [name, { ...resource, fields: Object.fromEntries(fields) }]
  })
  return { ...document, purposes: Object.fromEntries(purposes), resources: Object.fromEntries(resources) }
}

/** Who a row is to suit: whoever is of a tenant meets it there, and whoever is a person is whom it is about. */
export interface Suited {
  readonly tenant?: unknown
  readonly subject?: unknown
}

const BEST = new WeakMap<Policy, Map<string, object>>()

/** A row in which every field stands, of the actor's tenant and about the actor, as far as that can be. */
export function bestRow(policy: Policy, resource: string, actor: Suited): object {
  if (actor.tenant !== undefined || actor.subject !== undefined) return madeFor(policy, resource, actor)
  const known = BEST.get(policy) ?? new Map<string, object>()
  BEST.set(policy, known)
  const row = known.get(resource) ?? madeFor(policy, resource, actor)
  known.set(resource, row)
  return row
}

function madeFor(policy: Policy, resource: string, actor: Suited): object {
  const row = Object(sketchOf(policy.schemas[resource] as Parameters<typeof sketchOf>[0]))
  suit(policy, resource, row, { ...actor, tenant: actor.tenant ?? tenantIn(policy, resource, row) })
  return row
}

/** The tenant of a row, or else of the first row nested in it that has one. */
export function tenantIn(policy: Policy, resource: string, row: object): unknown {
  const declared = policy.document.resources[resource]
  let found: unknown
  if (declared?.tenant !== undefined)
    put(row, declared.tenant, (given) => {
      found = given
      return given
    })
  for (const [path, nested] of nestedIn(policy, resource))
    put(row, path, (inner) => {
      if (typeof inner === 'object' && inner !== null) found ??= tenantIn(policy, nested, inner)
      return inner
    })
  return found
}

/** The paths of a resource where rows of another one stand. */
function nestedIn({ document }: Policy, resource: string): [path: string, resource: string][] {
  return Object.entries(document.resources[resource]?.fields ?? {}).flatMap(([path, field]) =>
    typeof field === 'object' && 'resource' in field ? [[path, field.resource]] : [],
  )
}

function suit(policy: Policy, resource: string, row: object, actor: Suited): void {
  const declared = policy.document.resources[resource]
  if (!declared) return
  if (declared.tenant !== undefined && actor.tenant !== undefined)
    put(row, declared.tenant, (given) => (typeof given === typeof actor.tenant ? actor.tenant : given))
  const { id, population } = personOf(actor.subject)
  for (const each of declared.subject === 'none' ? [] : [declared.subject].flat()) {
    const at = typeof each === 'string' ? { at: each, population: 'person' } : each
    if (id !== undefined && at.population === population)
      put(row, at.at, (given) => (typeof given === typeof id ? id : given))
  }
  for (const [path, nested] of nestedIn(policy, resource))
    put(row, path, (inner) => {
      if (typeof inner === 'object' && inner !== null) suit(policy, nested, inner, actor)
      return inner
    })
}

function personOf(subject: unknown): { readonly id?: unknown; readonly population?: unknown } {
  return typeof subject === 'object' && subject !== null
    ? { population: 'person', ...subject }
    : { id: subject, population: 'person' }
}

/** Puts something else where a path leads, in lists and records each time; what stays the same is not written. */
function put(at: object, path: string, by: (given: unknown) => unknown): void {
  const [first = '', ...rest] = path.replaceAll('[]', '.*').split('.')
  const holder = at as { [key: string]: unknown }
  for (const key of first === '*' ? Object.keys(holder) : [first]) {
    const inner = Object.hasOwn(holder, key) ? holder[key] : undefined
    if (rest.length > 0) {
      if (typeof inner === 'object' && inner !== null) put(inner, rest.join('.'), by)
      continue
    }
    const next = by(inner)
    if (next !== inner) holder[key] = next
  }
}
