import { type Id, isId, isTenant, type Person, toPerson } from '../catalog/person.js'
import type { Reason } from '../errors.js'
import { unpolluted } from './own.js'

const ACTOR_KINDS = ['person', 'employee', 'service', 'entrustee'] as const
export type ActorKind = (typeof ACTOR_KINDS)[number]

/** A scalar of an actor that conditions compare with, or a list of these for `$in`. */
export type ActorValue = string | number | bigint | boolean | readonly (string | number | bigint | boolean)[]

/** Who acts, read once from what the caller gave. */
export interface ResolvedActor {
  readonly id: Id
  readonly kind: ActorKind
  /** Each once. */
  readonly roles: readonly string[]
  readonly tenant: string | number | undefined
  /** The person this account is. */
  readonly subject: Person | undefined
  readonly attributes: Attributes | undefined
  readonly onBehalfOf: ResolvedActor | undefined
}

const MAX_CHAIN = 4
const MAX_ROLES = 1000

/** Reads an actor; a missing one is `actor_unresolved`, a malformed one `input_invalid`. Never throws. */
export function resolveActor(given: unknown, depth = 0): ResolvedActor | Reason {
  if (given === null || given === undefined) return 'actor_unresolved'
  try {
    return readActor(given, depth)
  } catch {
    return 'input_invalid'
  }
}

function readActor(given: unknown, depth: number): ResolvedActor | Reason {
  if (typeof given !== 'object' || given === null || depth > MAX_CHAIN) return 'input_invalid'
  const { id, kind, roles: names, tenant, subject, attributes, onBehalfOf } = unpolluted(given, isPolluted())
  const roles = rolesIn(names)
  if (!isId(id) || !(kind === undefined || isKind(kind)) || !roles) return 'input_invalid'
  if (tenant !== undefined && !isTenant(tenant)) return 'input_invalid'
  const person = subject === undefined ? undefined : toPerson(subject)
  if (subject !== undefined && !person) return 'input_invalid'
  const principal = onBehalfOf === undefined ? undefined : resolveActor(onBehalfOf, depth + 1)
  if (typeof principal === 'string') return principal
  const values = attributes === undefined ? undefined : readAttributes(attributes)
  if (attributes !== undefined && !values) return 'input_invalid'
  return {
    id,
    kind: kind ?? 'employee',
    roles,
    tenant,
    subject: person,
    attributes: values,
    onBehalfOf: principal,
  }
}

/** Nobody is an actor by the pollution of `Object.prototype`; asked name by name, which engines answer at once. */
function isPolluted(): boolean {
  const all = Object.prototype
  return (
    'id' in all ||
    'kind' in all ||
    'roles' in all ||
    'tenant' in all ||
    'subject' in all ||
    'attributes' in all ||
    'onBehalfOf' in all
  )
}

/** The roles, each once; undefined where they are no list of names. */
function rolesIn(given: unknown): readonly string[] | undefined {
  if (!Array.isArray(given) || given.length > MAX_ROLES) return undefined
  const { length } = given
  const roles: string[] = []
  for (let i = 0; i < length; i++) {
    const role: unknown = given[i]
    if (typeof role !== 'string') return undefined
    if (!roles.includes(role)) roles.push(role)
  }
  return roles
}

function readAttributes(attributes: unknown): Attributes | undefined {
  if (typeof attributes !== 'object' || attributes === null) return undefined
  const names = Object.keys(attributes)
  const values = new Array<ActorValue | undefined>(names.length)
  for (let i = 0; i < names.length; i++) {
    const given: unknown = (attributes as { readonly [name: string]: unknown })[names[i] as string]
    // an attribute that is no scalar is one that nobody can be compared with
    const value: unknown = Array.isArray(given) ? Object.freeze(Array.from(given as unknown[])) : given
    const fits = Array.isArray(value) ? value.every(isScalar) : isScalar(value)
    values[i] = fits ? (value as ActorValue) : undefined
  }
  return new Attributes(names, values)
}

/** The attributes of an actor; mostly one or two, for which a Map is made too slowly. */
class Attributes {
  readonly #names: readonly string[]
  readonly #values: readonly (ActorValue | undefined)[]

  constructor(names: readonly string[], values: readonly (ActorValue | undefined)[]) {
    this.#names = names
    this.#values = values
  }

  get(name: string): ActorValue | undefined {
    const at = this.#names.indexOf(name)
    return at < 0 ? undefined : this.#values[at]
  }
}

/** What `$actor: path` reaches. */
export function actorValue(actor: ResolvedActor, path: string): ActorValue | undefined {
  return actorReader(path)(actor)
}

/** Reads what `$actor: path` reaches; made once for a condition. */
export function actorReader(path: string): (actor: ResolvedActor) => ActorValue | undefined {
  switch (path) {
    case 'id':
      return ({ id }) => id
    case 'kind':
      return ({ kind }) => kind
    case 'tenant':
      return ({ tenant }) => tenant
    case 'subject':
      return ({ subject }) => subject?.id
    default: {
      const name = path.slice('attributes.'.length)
      return ({ attributes }) => attributes?.get(name)
    }
  }
}

function isScalar(value: unknown): boolean {
  return (
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    typeof value === 'bigint' ||
    Number.isFinite(value)
  )
}

function isKind(value: unknown): value is ActorKind {
  return (ACTOR_KINDS as readonly unknown[]).includes(value)
}
