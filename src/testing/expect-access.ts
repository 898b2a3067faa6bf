import {
  type Policy,
  type PurposeName,
  type Reason,
  type ResourceName,
  type RoleName,
  suggest,
} from '../index.js'
import { assertKnown, assertWhole, misuse } from './known.js'
import { type Case, look, type Seen } from './look.js'

/** What an actor is expected to see: each list that is given must hold exactly these personal fields. */
export interface Sight {
  readonly clear?: readonly string[]
  readonly masked?: readonly string[]
  readonly hidden?: readonly string[]
}

/** An expectation that is still being put together; each step gives a new one, and refuses names the policy does not know. */
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
  /** The time it is. @defaultValue `2026-01-01T00:00:00Z` */
  at(now: Date | number | string): Expectation<P>
  /** @throws Error with every difference. */
  toSee(sight: Sight): void
  toBeDenied(reason?: Reason): void
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
    as(...roles) {
      assertKnown(policy, 'role', roles)
      return and({ roles })
    },
    for(purpose) {
      assertKnown(policy, 'purpose', [purpose])
      return and({ purpose })
    },
    on(resource) {
      assertKnown(policy, 'resource', [resource])
      return and({ resource })
    },
    row(row) {
      if (typeof row !== 'object' || row === null) throw misuse('`row` takes a row')
      return and({ row })
    },
    consents(consents) {
      assertKnown(policy, 'purpose', consents)
      return and({ consents })
    },
    actor: (actor) => and({ actor }),
    at(now) {
      if (Number.isNaN(new Date(now).getTime())) throw misuse('`at` takes a time')
      return and({ now })
    },
    toSee(sight) {
      assertWhole(given)
      assertSight(policy, given, look(policy, given), sight)
    },
    toBeDenied(reason) {
      assertWhole(given)
      const seen = look(policy, given)
      if (seen.reason === undefined) fail(given, ['expected a denial, but it is permitted'])
      if (reason !== undefined && seen.reason !== reason)
        fail(given, [`expected a denial by \`${reason}\`, but it is denied by \`${seen.reason}\``])
    },
  }
}

const OUTCOMES = ['clear', 'masked', 'hidden'] as const

function assertSight(policy: Policy, given: Case, seen: Seen, sight: Sight): void {
  const { resource = '' } = given
  const problems: string[] = []
  const stray = Object.keys(sight).find((key) => !OUTCOMES.includes(key as (typeof OUTCOMES)[number]))
  if (stray !== undefined) throw misuse(`\`toSee\` knows no \`${stray.slice(0, 80)}\``)
  for (const path of Object.values(sight).flat() as string[])
    if (!Object.hasOwn(seen.fields, path)) problems.push(noField(path, resource, Object.keys(seen.fields)))
  for (const outcome of OUTCOMES) {
    const expected = sight[outcome]
    if (!expected) continue
    for (const [path, actual] of Object.entries(seen.fields)) {
      if (expected.includes(path) && actual !== outcome)
        problems.push(`\`${path}\` is ${actual}, expected ${outcome}`)
      if (!expected.includes(path) && actual === outcome && isPersonal(policy, resource, path))
        problems.push(`\`${path}\` is ${actual}, and not expected to be`)
    }
  }
  if (problems.length > 0)
    fail(given, seen.reason === undefined ? problems : [...problems, `denied by \`${seen.reason}\``])
}

/** An object, a list or a record is no field, but what it holds are some. */
function noField(path: string, resource: string, fields: readonly string[]): string {
  const held = fields.filter((field) => field.startsWith(`${path}.`) || field.startsWith(`${path}[`))
  if (held.length > 0)
    return `\`${path}\` is no field, but holds ${held.map((field) => `\`${field}\``).join(', ')}`
  const meant = suggest(path, fields)
  return `\`${path}\` is no field of \`${resource}\`${meant === undefined ? '' : `, did you mean \`${meant}\`?`}`
}

function fail({ roles, purpose, resource }: Case, problems: readonly string[]): never {
  throw new Error(
    `as ${roles.join(', ') || 'nobody'} for ${purpose} on ${resource}:\n  ${problems.join('\n  ')}`,
  )
}

/** Keys and nonpersonal fields are always shown: they may be listed, and need not be. */
function isPersonal(policy: Policy, resource: string, path: string): boolean {
  const fields: { readonly [path: string]: unknown } = policy.document.resources[resource]?.fields ?? {}
  for (let at = path; at !== ''; at = at.replace(/(\[\]|(^|\.)[^.[]+)$/, '')) {
    if (!Object.hasOwn(fields, at)) continue
    const nested = (fields[at] as { readonly resource?: string }).resource
    return nested === undefined
      ? fields[at] !== 'key' && fields[at] !== 'nonpersonal'
      : isPersonal(policy, nested, path.slice(at.length + 1))
  }
  return true
}
