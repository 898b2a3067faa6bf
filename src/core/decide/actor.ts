import { type Id, isId, isTenant, type Person, toPerson } from '../catalog/person.js'
import type { Reason } from '../errors.js'

const ACTOR_KINDS = ['person', 'employee', 'service', 'entrustee'] as const
export type ActorKind = (typeof ACTOR_KINDS)[number]

/** A scalar of an actor that conditions compare with, or a list of these for `$in`. */
export type ActorValue = string | number | bigint | boolean | readonly (string | number | bigint | boolean)[]

/** Who acts, read once from what the caller gave. */
export interface ResolvedActor {
  readonly id: Id
  readonly kind: ActorKind
  readonly roles: readonly string[]
  readonly tenant?: string | number
  /** The person this account is. */
  readonly subject?: Person
  readonly attributes?: ReadonlyMap<string, ActorValue>
  readonly onBehalfOf?: ResolvedActor
}

const MAX_CHAIN = 4

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
  if (typeof given !== 'object' || depth > MAX_CHAIN) return 'input_invalid'
  const {
    id,
    kind = 'employee',
    roles,
    tenant,
    subject,
    attributes,
    onBehalfOf,
  } = given as { readonly [key: string]: unknown }
  if (!isId(id) || !isKind(kind) || !Array.isArray(roles)) return 'input_invalid'
  const names: unknown[] = Array.from(roles as unknown[])
  if (!names.every((role) => typeof role === 'string')) return 'input_invalid'
  if (tenant !== undefined && !isTenant(tenant)) return 'input_invalid'
  const person = subject === undefined ? undefined : toPerson(subject)
  if (subject !== undefined && !person) return 'input_invalid'
  const principal = onBehalfOf === undefined ? undefined : resolveActor(onBehalfOf, depth + 1)
  if (typeof principal === 'string') return principal

  const values = attributes === undefined ? undefined : readAttributes(attributes)
  if (values === null) return 'input_invalid'
  return {
    id,
    kind,
    roles: [...new Set(names as string[])],
    ...(tenant !== undefined && { tenant }),
    ...(person && { subject: person }),
    ...(values && { attributes: values }),
    ...(principal && { onBehalfOf: principal }),
  }
}

function readAttributes(attributes: unknown): ReadonlyMap<string, ActorValue> | null {
  if (typeof attributes !== 'object' || attributes === null) return null
  const values = new Map<string, ActorValue>()
  for (const [name, given] of Object.entries(attributes)) {
    // an attribute that is no scalar is one that nobody can be compared with
    const value: unknown = Array.isArray(given) ? Object.freeze(Array.from(given as unknown[])) : given
    if (Array.isArray(value) ? value.every(isScalar) : isScalar(value)) values.set(name, value as ActorValue)
  }
  return values
}

/** What `$actor: path` reaches. */
export function actorValue(actor: ResolvedActor, path: string): ActorValue | undefined {
  switch (path) {
    case 'id':
    case 'kind':
    case 'tenant':
      return actor[path]
    case 'subject':
      return actor.subject?.id
    default:
      return actor.attributes?.get(path.slice('attributes.'.length))
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
