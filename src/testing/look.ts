import type { ConsentState, ConsentStore, Decision, Gate, GateOptions, Policy, Reason } from '../index.js'
import { createGate, parsePolicy } from '../index.js'

type Outcome = 'clear' | 'masked' | 'hidden'

/** Who asks for what, as an expectation has it so far. */
export interface Case {
  readonly roles: readonly string[]
  readonly purpose?: string
  readonly resource?: string
  readonly row?: object
  readonly consents?: readonly string[]
  readonly actor?: { readonly [key: string]: unknown }
  readonly now?: Date | number | string
}

/** What they see of each field, and why nothing where they are denied. */
export interface Seen {
  readonly fields: { readonly [path: string]: Outcome }
  readonly reason?: Reason
}

/** When nobody says what time it is, it is this: a test that passes today passes tomorrow. */
export const DEFAULT_NOW = '2026-01-01T00:00:00Z'

/** Decides on the row, or on the best case: every condition matches, everybody consented, the tenant is the same. */
export function look(policy: Policy, given: Case): Seen {
  const { resource = '', purpose = '', roles, row, actor, now = DEFAULT_NOW } = given
  const gate: Gate<Policy> = createGate({
    policy: row ? policy : unconditional(policy),
    consents: consenting(policy, given.consents),
    audit: { unsafeNoAudit: true },
    onWarning: () => {},
    clock: () => new Date(now),
  } as GateOptions<Policy>)
  const tenant = row ? tenantOf(policy, resource, row) : 'tester'
  const whole = { id: 'tester', ...(tenant !== undefined && { tenant }), ...actor, roles }
  const access = gate.for(purpose as never, { actor: whole as never, justification: 'a test' })
  if (row) return seenOf(access.decide(resource as never, row as never) as Decision)

  return best(resource, [])

  /** What is seen at most of a resource, and of the rows nested in it: down to where one stands in itself again. */
  function best(name: string, above: readonly string[]): Seen {
    const plan = access.plan(name as never)
    const reason = plan.kind === 'deny' ? plan.reason : missingConsent(policy, { ...given, resource: name })
    const columns = (plan.kind === 'deny' || reason !== undefined ? {} : plan.columns) as {
      readonly [path: string]: readonly { readonly as: Outcome }[]
    }
    const known = access.decide(name as never, {} as never, { consents: [] }) as Decision
    const own = Object.keys(known.fields).map((path) => [path, columns[path]?.[0]?.as ?? 'hidden'] as const)
    const inner = nestedIn(policy, name).flatMap(([at, target]) =>
      above.includes(target)
        ? []
        : Object.entries(best(target, [...above, name]).fields).map(
            ([path, outcome]) => [`${at}.${path}`, reason === undefined ? outcome : 'hidden'] as const,
          ),
    )
    return { fields: Object.fromEntries([...own, ...inner]), ...(reason !== undefined && { reason }) }
  }
}

/** The paths of a resource where rows of another one stand. */
function nestedIn({ document }: Policy, resource: string): [path: string, resource: string][] {
  return Object.entries(document.resources[resource]?.fields ?? {}).flatMap(([path, field]) =>
    typeof field === 'object' && 'resource' in field ? [[path, field.resource]] : [],
  )
}

const UNCONDITIONAL = new WeakMap<Policy, Policy>()

/** The same policy with every condition true. */
function unconditional(policy: Policy): Policy {
  const known = UNCONDITIONAL.get(policy)
  if (known) return known
  const { roles } = policy.document
  const open = Object.entries(roles).map(([role, grants]) => [
    role,
    [grants].flat().map(({ where, ...grant }) => ({
      ...grant,
      ...(where && { where: Object.fromEntries(Object.keys(where).map((resource) => [resource, 'all'])) }),
    })),
  ])
  const made = parsePolicy(
    { ...policy.document, roles: Object.fromEntries(open) },
    { schemas: policy.schemas },
  )
  UNCONDITIONAL.set(policy, made)
  return made
}

function seenOf({ fields, reason }: Decision): Seen {
  return {
    fields: Object.fromEntries(Object.entries(fields).map(([path, { outcome }]) => [path, outcome])),
    ...(reason !== undefined && { reason }),
  }
}

/** Without a row there is nobody to look up: whoever it is about has consented to what the expectation names. */
function missingConsent(
  { document }: Policy,
  { resource = '', purpose = '', consents }: Case,
): Reason | undefined {
  const about = document.resources[resource]?.subject !== 'none'
  const needed = document.purposes[purpose]?.basis === 'consent'
  return about && needed && !covers(document, consents, purpose) ? 'consent_missing' : undefined
}

function tenantOf({ document }: Policy, resource: string, row: object): unknown {
  const path = document.resources[resource]?.tenant
  return path
    ?.split('.')
    .reduce<unknown>((at, key) => (at as { [key: string]: unknown } | undefined)?.[key], row)
}

/** A store in which everybody has consented to the purposes named and to those below, or to all. */
function consenting({ document }: Policy, named: readonly string[] | undefined): ConsentStore {
  const given = Object.entries(document.purposes).filter(([purpose]) => covers(document, named, purpose))
  const purposes = Object.fromEntries(
    given.map(([purpose, { terms = 1 }]) => [purpose, { given: { via: purpose, terms } }]),
  )
  return { name: 'test', lookup: (people): ConsentState[] => people.map((person) => ({ person, purposes })) }
}

function covers(
  document: Policy['document'],
  named: readonly string[] | undefined,
  purpose: string,
): boolean {
  if (named === undefined || named.includes(purpose)) return true
  return (document.purposes[purpose]?.within ?? []).some((above) => covers(document, named, above))
}
