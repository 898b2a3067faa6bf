import * as fc from 'fast-check'
import {
  type Claim,
  type ConsentState,
  type CounterExample,
  type Decision,
  decide,
  type PolicyDocument,
} from '../../../src/index.js'
import { policyOf } from '../../laws/policies.js'
import { CATEGORIES, clean, PURPOSES, ROLES } from '../../laws/vocabulary.js'

// Claims about the policies of the laws, and rows as counter-examples describe them.

export const nevers: fc.Arbitrary<Claim> = fc
  .record({
    no: fc.oneof(fc.constantFrom('role' as const, 'one' as const), fc.subarray([...ROLES], { minLength: 1 })),
    sees: fc.constantFrom('clear' as const, 'anything' as const),
    of: fc.option(
      fc.subarray([...CATEGORIES, 'member.name', 'visit.total'], { minLength: 1, maxLength: 2 }),
      {
        nil: undefined,
        freq: 6,
      },
    ),
    for: fc.option(fc.subarray([...PURPOSES], { minLength: 1, maxLength: 2 }), { nil: undefined, freq: 6 }),
    except: fc.option(fc.subarray([...ROLES], { maxLength: 1 }), { nil: undefined, freq: 2 }),
  })
  .map((each) => clean(each) as unknown as Claim)

/** Before the end of every grant. */
const BEFORE = 0
const RANK = { hidden: 0, masked: 1, clear: 2 } as const

/** Whoever a row can be about has said yes to everything. */
function willing(row: { readonly [key: string]: unknown }): ConsentState[] {
  const ids = [...Object.values(row), 'u1'].filter((each) => typeof each === 'string')
  const purposes = Object.fromEntries(
    PURPOSES.map((purpose) => [purpose, { given: { via: purpose, terms: 9 } }]),
  )
  return ids.flatMap((id) =>
    ['person', 'member'].flatMap((population) =>
      [undefined, ...ids].map((tenant) => ({
        person: { id, population, ...(tenant !== undefined && { tenant }) },
        purposes,
      })),
    ),
  )
}

export function rankOf({ effect, fields }: Decision, path: string): number {
  return effect === 'deny' ? 0 : RANK[fields[path]?.outcome ?? 'hidden']
}

/** A counter-example is about a row that is within every period. */
function endless(document: PolicyDocument): PolicyDocument {
  const text = JSON.stringify(document, (key, value) => (key === 'retention' ? undefined : value))
  return JSON.parse(text)
}

/** What `decide` says of the row, the actor and the purpose that a counter-example names. */
export function decideExample(document: PolicyDocument, example: CounterExample): Decision {
  const {
    resource = '',
    purpose = '',
    role,
    from,
    actor: brought = {},
    row: said = {},
    action = 'read',
  } = example
  const row: { [key: string]: unknown } =
    resource === 'member' ? memberOf(document) : { memberId: 'u1', guestId: 'u1' }
  for (const [path, value] of Object.entries(said)) put(row, path, value)
  const { id = 'somebody', kind, tenant, subject, ...rest } = brought as { [key: string]: unknown }
  const attributes = Object.fromEntries(
    Object.entries(rest).map(([path, value]) => [path.slice('attributes.'.length), value]),
  )
  const own = role === undefined ? { subject: whoIsIn(document, resource, row) } : {}
  const actor = clean({
    id,
    kind,
    subject,
    attributes,
    ...own,
    roles: role === undefined ? [] : [role],
    tenant: tenant ?? row['tenant'],
  })
  return decide(
    policyOf(endless(document)),
    { purpose, resource, row, actor, action, justification: 'a test' } as never,
    { now: from ?? BEFORE, consents: willing(row) },
  )
}

/** No more than what a row must have to be decided on at all. */
function memberOf({ resources }: PolicyDocument): { [key: string]: unknown } {
  const { subject, tenant } = resources['member']!
  return {
    id: 'u1',
    ...(tenant !== undefined && { tenant: 't1' }),
    ...(JSON.stringify(subject).includes('"rep"') && { rep: 'u1' }),
    friend: { id: 'u1', phone: '090-1234-5678' },
  }
}

interface PersonAt {
  readonly at: string
  readonly population: string
}

function whoIsIn({ resources }: PolicyDocument, resource: string, row: { readonly [key: string]: unknown }) {
  const { subject, tenant, fields } = resources[resource]!
  const people = [subject]
    .flat()
    .map((each) => (typeof each === 'string' ? { at: each, population: 'person' } : (each as PersonAt)))
  // whoever may be the friend as well
  const friend = JSON.stringify(fields['friend.phone'] ?? '').includes('"member"') ? 'member' : 'person'
  const { at, population } = people.find((each) => each.population === friend) ?? people[0]!
  return { id: row[at], population, ...(tenant !== undefined && { tenant: row[tenant] }) }
}

function put(row: { [key: string]: unknown }, path: string, value: unknown): void {
  const [key = '', ...rest] = path.split('.')
  const typed = key === 'joined' ? new Date(value as string) : value
  if (rest.length === 0) row[key] = typed
  else {
    const inner = { ...(row[key] as object) } as { [key: string]: unknown }
    put(inner, rest.join('.'), value)
    row[key] = inner
  }
}
