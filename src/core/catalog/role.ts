import type { Action } from './action.js'
import type { Condition } from './condition.js'
import type { GrantDocument, PolicyDocument, Visibility } from './document.js'
import { instantOf } from './instant.js'
import type { Issues } from './issues.js'
import { parseCondition } from './parse-condition.js'
import { pointer } from './pointer.js'
import type { ResourceDef } from './resource.js'
import type { Targets } from './target.js'

/** Role x purpose: what it sees, which rows, what it may do, until when. */
export interface GrantDef {
  /** Where it stands in the document. */
  readonly rule: string
  readonly purposes: ReadonlySet<string>
  readonly sees: ReadonlyMap<string, Visibility>
  /** Without it, every row of every resource; with it, only the resources named. */
  readonly where?: ReadonlyMap<string, Condition | 'all'>
  readonly may: ReadonlySet<Action>
  readonly writes: ReadonlySet<string>
  /** Milliseconds since 1970, exclusive. */
  readonly until?: number
}

type Resources = ReadonlyMap<string, ResourceDef>

export function buildRoles(
  declared: PolicyDocument['roles'],
  purposes: Iterable<string>,
  resources: Resources,
  targets: Targets,
  issues: Issues,
) {
  const known = new Set(purposes)
  const roles = new Map<string, readonly GrantDef[]>()
  for (const [role, grants] of Object.entries(declared)) {
    const listed = Array.isArray(grants)
    roles.set(
      role,
      (listed ? grants : [grants]).map((grant, index) => {
        const rule = listed ? pointer('roles', role, index) : pointer('roles', role)
        for (const [at, purpose] of grant.purposes.entries()) {
          if (!known.has(purpose)) issues.unknown(`${rule}/purposes/${at}`, 'purpose', purpose, known)
        }
        return readGrant(grant, rule, targets, issues, resources)
      }),
    )
  }
  return roles
}

/** Reads one grant; what is wrong with it becomes issues. */
export function readGrant(
  grant: GrantDocument,
  rule: string,
  targets: Targets,
  issues: Issues,
  resources: Resources = new Map(),
): GrantDef {
  for (const target of Object.keys(grant.sees))
    targets.checkPersonal(target, rule + pointer('sees', target), issues)
  for (const [index, target] of (grant.writes ?? []).entries())
    targets.checkField(target, rule + pointer('writes', index), issues)
  const until = grant.until === undefined ? undefined : instantOf(grant.until)
  if (grant.until !== undefined && until === undefined)
    issues.add(`${rule}/until`, 'a time is RFC 3339 text such as `2027-03-31T00:00:00+09:00`')
  return {
    rule,
    purposes: new Set(grant.purposes),
    sees: new Map(Object.entries(grant.sees)),
    ...(grant.where && { where: readWhere(grant.where, rule, resources, issues) }),
    may: new Set<Action>(grant.may ?? ['read']),
    writes: new Set(grant.writes),
    ...(until !== undefined && { until }),
  }
}

function readWhere(
  declared: NonNullable<GrantDocument['where']>,
  rule: string,
  resources: Resources,
  issues: Issues,
) {
  const where = new Map<string, Condition | 'all'>()
  for (const [name, condition] of Object.entries(declared)) {
    const path = rule + pointer('where', name)
    const resource = resources.get(name)
    if (!resource) issues.unknown(path, 'resource', name, resources.keys())
    else if (issues.isSettled(pointer('resources', name))) continue
    else if (condition === 'all') where.set(name, 'all')
    else {
      const read = parseCondition(condition as never, resource.attributes, issues, path.slice(1).split('/'))
      if (read) where.set(name, read)
    }
  }
  return where
}
