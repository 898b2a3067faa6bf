import {
  type ConsentState,
  type ConsentStore,
  createGate,
  type Decision,
  type Gate,
  type GateOptions,
  type Policy,
  type PurposeName,
  type Reason,
  type ResourceName,
  type RoleName,
} from '../index.js'

type Outcome = 'clear' | 'masked' | 'hidden'

/** What an actor is expected to see: each list that is given must hold exactly these personal fields. */
export interface Sight {
  readonly clear?: readonly string[]
  readonly masked?: readonly string[]
  readonly hidden?: readonly string[]
}

/** An expectation that is still being put together; each step gives a new one. */
export interface Expectation<P extends Policy> {
  as(...roles: readonly RoleName<P>[]): Expectation<P>
  for(purpose: PurposeName<P>): Expectation<P>
  on(resource: ResourceName<P>): Expectation<P>
  /** Decide on this row, instead of the best case for every condition. */
  row(row: object): Expectation<P>
  /** The purposes the row's people have consented to (and those below), instead of all. */
  consents(purposes: readonly PurposeName<P>[]): Expectation<P>
  /** What is known of the actor besides the roles. */
  actor(actor: { readonly [key: string]: unknown }): Expectation<P>
  /** @throws Error with every difference. */
  toSee(sight: Sight): void
  toBeDenied(reason?: Reason): void
}

interface Case {
  readonly roles: readonly string[]
  readonly purpose?: string
  readonly resource?: string
  readonly row?: object
  readonly consents?: readonly string[]
  readonly actor?: { readonly [key: string]: unknown }
}

interface Seen {
  readonly fields: { readonly [path: string]: Outcome }
  readonly reason?: Reason
}

/**
 * Asserts what a role sees for a purpose, in any test runner.
 *
 * Without a row it assumes the best case: every condition matches, everybody consented, the tenant is the same.
 *
 * @example
 * ```ts
 * expectAccess(policy).as('agent').for('support').on('member').toSee({ clear: ['name'], masked: ['cardNumber'] })
 * ```
 */
export function expectAccess<P extends Policy>(policy: P): Expectation<P> {
  return build(policy, { roles: [] })
}

function build<P extends Policy>(policy: P, given: Case): Expectation<P> {
  const and = (more: Partial<Case>): Expectation<P> => build(policy, { ...given, ...more })
  return {
    as: (...roles) => and({ roles }),
    for: (purpose) => and({ purpose }),
    on: (resource) => and({ resource }),
    row: (row) => and({ row }),
    consents: (consents) => and({ consents }),
    actor: (actor) => and({ actor }),
    toSee: (sight) => assertSight(given, classes(policy, given), look(policy, given), sight),
    toBeDenied(reason) {
      const seen = look(policy, given)
      if (seen.reason === undefined) fail(given, ['expected a denial, but it is permitted'])
      if (reason !== undefined && seen.reason !== reason)
        fail(given, [`expected a denial by \`${reason}\`, but it is denied by \`${seen.reason}\``])
    },
  }
}

function look(policy: Policy, given: Case): Seen {
  const { resource = '', purpose = '', roles, row, actor } = given
  const tenant = row && tenantOf(policy, resource, row)
  const gate: Gate<Policy> = createGate({
    policy,
    consents: consenting(policy, given.consents),
    audit: { unsafeNoAudit: true },
    onWarning: () => {},
  } as GateOptions<Policy>)
  const whole = {
    id: 'tester',
    ...(tenant !== undefined && { tenant }),
    ...(row === undefined && { tenant: 'tester' }),
    ...actor,
    roles,
  }
  const access = gate.for(purpose as never, { actor: whole as never, justification: 'a test' })
  if (row) {
    const decision = access.decide(resource as never, row as never) as Decision
    return {
      fields: Object.fromEntries(
        Object.entries(decision.fields).map(([path, { outcome }]) => [path, outcome]),
      ),
      ...(decision.reason && { reason: decision.reason }),
    }
  }
  const plan = access.plan(resource as never)
  const best = (path: string): Outcome =>
    plan.kind === 'deny'
      ? 'hidden'
      : ((plan.columns as { [path: string]: readonly { as: Outcome }[] })[path]?.[0]?.as ?? 'hidden')
  const decision = access.decide(resource as never, {} as never, { consents: [] }) as Decision
  return {
    fields: Object.fromEntries(Object.keys(decision.fields).map((path) => [path, best(path)])),
    ...(plan.kind === 'deny' && { reason: plan.reason }),
  }
}

function assertSight(given: Case, isPersonal: (path: string) => boolean, seen: Seen, sight: Sight): void {
  const problems: string[] = []
  for (const path of Object.values(sight).flat() as string[])
    if (!Object.hasOwn(seen.fields, path)) problems.push(`\`${path}\` is no field of \`${given.resource}\``)
  for (const outcome of ['clear', 'masked', 'hidden'] as const) {
    const expected = sight[outcome]
    if (!expected) continue
    for (const [path, actual] of Object.entries(seen.fields)) {
      if (expected.includes(path) && actual !== outcome)
        problems.push(`\`${path}\` is ${actual}, expected ${outcome}`)
      if (!expected.includes(path) && actual === outcome && isPersonal(path))
        problems.push(`\`${path}\` is ${actual}, and not expected to be`)
    }
  }
  if (problems.length > 0)
    fail(given, seen.reason === undefined ? problems : [...problems, `denied by \`${seen.reason}\``])
}

function fail({ roles, purpose, resource }: Case, problems: readonly string[]): never {
  throw new Error(
    `as ${roles.join(', ') || 'nobody'} for ${purpose} on ${resource}:\n  ${problems.join('\n  ')}`,
  )
}

/** Keys and nonpersonal fields are always shown: they may be listed, and need not be. */
function classes({ document }: Policy, { resource = '' }: Case): (path: string) => boolean {
  const fields: { readonly [path: string]: unknown } = document.resources[resource]?.fields ?? {}
  return (path) => {
    for (let at = path; at !== ''; at = at.replace(/(\[\]|(^|\.)[^.[]+)$/, '')) {
      if (Object.hasOwn(fields, at)) return fields[at] !== 'key' && fields[at] !== 'nonpersonal'
    }
    return true
  }
}

function tenantOf({ document }: Policy, resource: string, row: object): unknown {
  const path = document.resources[resource]?.tenant
  return path
    ?.split('.')
    .reduce<unknown>((at, key) => (at as { [key: string]: unknown } | undefined)?.[key], row)
}

/** A store in which everybody has consented to the purposes named and to those below, or to all. */
function consenting({ document }: Policy, named: readonly string[] | undefined): ConsentStore {
  const covers = (purpose: string): boolean =>
    !named || named.includes(purpose) || (document.purposes[purpose]?.within ?? []).some(covers)
  const given = Object.entries(document.purposes).filter(([purpose]) => covers(purpose))
  const purposes = Object.fromEntries(
    given.map(([purpose, { terms = 1 }]) => [purpose, { given: { via: purpose, terms } }]),
  )
  return { name: 'test', lookup: (people): ConsentState[] => people.map((person) => ({ person, purposes })) }
}
