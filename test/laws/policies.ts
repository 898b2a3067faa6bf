import * as fc from 'fast-check'
import { type Policy, type PolicyDocument, parsePolicy } from '../../src/index.js'
import { where } from './conditions.js'
import { categories, period, resources } from './resources.js'
import { schemas } from './schemas.js'
import { CATEGORIES, clean, type Json, maybe, operator, PURPOSES, seldom } from './vocabulary.js'

// Small policies over the two resources of ./schemas, of every shape that the document allows.

const BASES = ['consent', 'consent', 'consent', 'contract', 'legitimate_interests', 'public_task'] as const
const UNTILS = ['2026-05-31T00:00:00Z', '2026-06-01T00:00:00Z', '2026-06-02T09:00:00+09:00'] as const

const flag = seldom(fc.constant(true), 4)
const visibility = fc.constantFrom('hidden', 'masked', 'masked', 'clear', 'clear', 'clear')
const NAMES = ['member.name', 'member.email', 'member.age', 'visit.total'] as const
const targets = fc.constantFrom(...CATEGORIES, ...CATEGORIES, ...NAMES)
const sees = fc
  .uniqueArray(fc.tuple(targets, visibility), { selector: ([name]) => name, minLength: 1, maxLength: 6 })
  .map((entries) => Object.fromEntries(entries))
const actions = fc.subarray(['read', 'update', 'delete'])
const grant = fc
  .record({
    purposes: fc.oneof(fc.constant([...PURPOSES]), fc.subarray([...PURPOSES], { minLength: 1 })),
    sees,
    where: maybe(where, 2),
    may: fc.constantFrom(undefined, undefined, undefined, ['read'], ['read', 'update'], ['update']),
    until: fc.constantFrom(undefined, undefined, undefined, undefined, undefined, undefined, ...UNTILS),
  })
  .map(clean)
const role = fc.oneof(
  { weight: 2, arbitrary: grant },
  { weight: 1, arbitrary: fc.array(grant, { minLength: 1, maxLength: 2 }) },
)
const roles = fc.record({ r0: role, r1: role, r2: role })

const use = fc.oneof(
  { weight: 3, arbitrary: targets },
  { weight: 1, arbitrary: fc.record({ of: targets, at: fc.constantFrom('masked', 'clear') }) },
)
const self = fc.oneof(
  { weight: 2, arbitrary: fc.constant(undefined) },
  { weight: 2, arbitrary: fc.constant(true) },
  { weight: 1, arbitrary: fc.record({ sees: maybe(sees), may: maybe(actions, 3) }).map(clean) },
)
const purpose = (index: number) =>
  fc
    .record({
      title: fc.constant(`purpose ${index}`),
      basis: fc.constantFrom(...BASES),
      uses: fc.uniqueArray(use, {
        selector: (each) => (typeof each === 'string' ? each : each.of),
        maxLength: 7,
      }),
      within:
        index === 0
          ? fc.constant(undefined)
          : maybe(fc.subarray(PURPOSES.slice(0, index), { minLength: 1 }), 2),
      terms: fc.constantFrom(undefined, 2),
      masks: maybe(fc.dictionary(targets, operator, { maxKeys: 2, noNullPrototype: true }), 3),
      requires: fc.constantFrom(undefined, undefined, undefined, undefined, undefined, ['justification']),
      self,
      retention: seldom(
        fc.oneof(
          period,
          period.map((each) => ({ period: each, from: 'collectedAt' })),
        ),
        6,
      ),
      pseudonymous: flag,
      objectable: flag,
    })
    // who a row is about is not looked for in pseudonymised data
    .map(({ self, ...rest }) => clean(rest.pseudonymous ? rest : { ...rest, self }))
const purposes = fc.record({ p0: purpose(0), p1: purpose(1), p2: purpose(2), p3: purpose(3) })

/** `id` aside: the same words stand in many prohibitions. */
export const prohibition = fc
  .record({
    purposes: maybe(fc.subarray([...PURPOSES], { minLength: 1 }), 4),
    of: fc.option(
      fc.uniqueArray(
        fc.oneof(targets, fc.constantFrom('member.address', 'member.cards', 'member.vip', 'member.id')),
        { minLength: 1, maxLength: 2 },
      ),
      { nil: undefined, freq: 6 },
    ),
    actions: maybe(fc.subarray(['read', 'update', 'delete'], { minLength: 1 }), 2),
  })
  .map(clean)
const prohibitions = fc
  .array(prohibition, { maxLength: 2 })
  .map((all) => all.map((each, index) => ({ id: `x${index}`, ...each })))

/** A whole policy, as the document says it. */
export const documents = fc
  .record({ categories, resources, purposes, roles, prohibitions: maybe(prohibitions) })
  .map(
    (parts) =>
      clean({
        name: 'laws',
        version: '1',
        populations: ['member'],
        ...parts,
        resources: cleaned(parts.resources),
      }) as unknown as PolicyDocument,
  )

const POLICIES = new WeakMap<PolicyDocument, Policy>()

/** The policy of a document, made once. */
export function policyOf(document: PolicyDocument): Policy {
  const policy = POLICIES.get(document) ?? parsePolicy(document, { schemas })
  POLICIES.set(document, policy)
  return policy
}

function cleaned(records: { readonly [name: string]: Json }): Json {
  return Object.fromEntries(Object.entries(records).map(([name, each]) => [name, clean(each)]))
}
