import type { Catalog } from '../catalog/catalog.js'
import type { Condition } from '../catalog/condition.js'
import type { Policy, RoleName } from '../catalog/declaration.js'
import { suggest } from '../catalog/name.js'
import { catalogOf } from '../catalog/policy.js'
import type { PurposeDef } from '../catalog/purpose.js'
import type { RecipientDef } from '../catalog/recipient.js'
import type { ResourceDef } from '../catalog/resource.js'
import type { GrantDef } from '../catalog/role.js'
import { askAs, grantsFor, selfGrant } from './best-case.js'
import { misuse } from './check-claim.js'
import { CLEAR, HIDDEN, type Levels, MASKED, Sights } from './sights.js'

/** A grant behind what is seen: the rows it reaches, and when it ends. */
export interface MatrixGrant {
  /** RFC 6901 pointer into the document. */
  readonly rule: string
  readonly where: Condition | 'all'
  /** Milliseconds since 1970, exclusive. */
  readonly until?: number
}

/** What one role or person sees at most of a resource for a purpose. What has no entry is denied; what is not listed is hidden. */
export interface MatrixEntry {
  /** A role, or a person of `people`; absent for the person a row is about. */
  readonly who?: string
  readonly purpose: string
  readonly resource: string
  /** A recipient, of whom the entry says what goes there at most; absent for what is read. */
  readonly to?: string
  readonly grants: readonly MatrixGrant[]
  /** Paths in the order of the schema, keys and nonpersonal fields included. */
  readonly clear: readonly string[]
  readonly masked: readonly string[]
  /** The rules of the grants by which a field is seen so, where not every grant of the entry does. */
  readonly only: { readonly [path: string]: readonly string[] }
}

/** Roles by purposes by fields, as `matrixText` renders it. */
export interface Matrix {
  readonly policy: { readonly name: string; readonly version: string; readonly digest: string }
  readonly entries: readonly MatrixEntry[]
}

export interface MatrixOptions<P extends Policy> {
  /** People with the roles they have, joined: their names take the place of roles. */
  readonly people?: { readonly [name: string]: readonly RoleName<P>[] }
}

/**
 * Everything that anybody sees under a policy: for each role (or person) and purpose, the fields of each resource that are
 * shown clear or masked at most, on the rows that the grants reach, everybody consenting; then what goes to each recipient.
 *
 * @throws PurposeboundError `config_invalid` for a person with a role that the policy does not know.
 * @example
 * ```ts
 * matrix(policy).entries[0] // { who: 'agent', purpose: 'support', resource: 'member', clear: ['id', 'name'], masked: ['card'], … }
 * matrixText(matrix(policy, { people: { Hanako: ['agent', 'mailer'] } }))
 * ```
 */
export function matrix<P extends Policy>(policy: P, { people }: MatrixOptions<P> = {}): Matrix {
  const catalog = catalogOf(policy)
  const asking = people
    ? Object.entries<readonly string[]>(people)
    : [...catalog.roles.keys()].map((role) => [role, [role]] as const)
  for (const [, roles] of asking) checkRoles(catalog, roles)
  // what is read, and then what goes to each recipient
  const entries = [undefined, ...catalog.recipients.values()].flatMap((to) => entriesOf(catalog, asking, to))
  const { name, version, digest } = policy
  return Object.freeze({ policy: Object.freeze({ name, version, digest }), entries: Object.freeze(entries) })
}

function entriesOf(
  catalog: Catalog,
  asking: readonly (readonly [who: string, roles: readonly string[]])[],
  to: RecipientDef | undefined,
): MatrixEntry[] {
  const action = to ? 'disclose' : 'read'
  const sights = new Sights(catalog, action, to)
  const entries: MatrixEntry[] = []
  for (const [who, roles] of asking)
    for (const purpose of catalog.purposes.values())
      for (const resource of catalog.resources.values())
        add(grantsFor(askAs(catalog, roles, purpose, resource, action, to)), purpose, resource, who)
  for (const purpose of catalog.purposes.values())
    for (const resource of catalog.resources.values()) {
      const self = selfGrant(askAs(catalog, [], purpose, resource, action, to))
      if (self) add([self], purpose, resource)
    }
  return entries

  function add(grants: readonly GrantDef[], purpose: PurposeDef, resource: ResourceDef, who?: string): void {
    const seen = grants.flatMap((grant) => {
      const levels = sights.of(grant, purpose, resource)
      return levels ? [{ grant, levels }] : []
    })
    if (seen.length > 0) entries.push(entryOf(seen, purpose, resource, to?.name, who))
  }
}

interface Seen {
  readonly grant: GrantDef
  readonly levels: Levels
}

function entryOf(
  seen: readonly Seen[],
  { name }: PurposeDef,
  resource: ResourceDef,
  to?: string,
  who?: string,
): MatrixEntry {
  const clear: string[] = []
  const masked: string[] = []
  const only: { [path: string]: readonly string[] } = {}
  for (const [i, { path }] of resource.fields.entries()) {
    let most: number = HIDDEN
    for (const { levels } of seen) if ((levels[i] as number) > most) most = levels[i] as number
    if (most === CLEAR) clear.push(path)
    else if (most === MASKED) masked.push(path)
    if (most === HIDDEN || seen.length === 1) continue
    const by = seen.filter(({ levels }) => levels[i] === most)
    if (by.length < seen.length) only[path] = by.map(({ grant }) => grant.rule)
  }
  const grants = seen.map(({ grant: { rule, where, until } }) => ({
    rule,
    where: where?.get(resource.name) ?? ('all' as const),
    ...(until !== undefined && { until }),
  }))
  return Object.freeze({
    ...(who !== undefined && { who }),
    purpose: name,
    resource: resource.name,
    ...(to !== undefined && { to }),
    grants,
    clear,
    masked,
    only,
  })
}

/** @throws PurposeboundError `config_invalid` */
export function checkRoles({ roles }: Catalog, given: readonly string[]): void {
  for (const role of given) {
    if (roles.has(role)) continue
    const meant = suggest(role, [...roles.keys()])
    throw misuse(
      `the policy knows no role \`${String(role).slice(0, 80)}\`${meant === undefined ? '' : `, did you mean \`${meant}\`?`}`,
    )
  }
}
