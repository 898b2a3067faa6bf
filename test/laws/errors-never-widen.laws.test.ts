import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ConsentStore, decide } from '../../src/index.js'
import { accessOf, consentsOf, decided, gateOf, PATIENT, permits, runs } from './cases.js'
import { attributesOf } from './oracle-condition.js'
import { placesOf } from './oracle-policy.js'
import { policyOf } from './policies.js'
import { shown } from './views.js'

// what may stand where a value is expected; made anew for each case, by number: fast-check looks into what it hands out
const BROKEN: readonly (() => unknown)[] = [
  () => Number.NaN,
  () => Promise.resolve('u1'),
  () => Symbol('u1'),
  () => () => 'u1',
  () => ['u1'],
  () => ({ id: 'u1', toString: () => 'u1', valueOf: () => 'u1' }),
  () => new Date(Number.NaN),
  () => new String('u1'),
  () =>
    new Proxy(
      {},
      { get: boom, has: boom, ownKeys: boom, getPrototypeOf: boom, getOwnPropertyDescriptor: boom },
    ),
]
const broken = fc.nat(BROKEN.length - 1)

describe('errors never widen', PATIENT, () => {
  it('errors never widen: a tenant, person or tested attribute that throws or is of no use denies', () => {
    fc.assert(
      fc.property(permits, fc.nat(), fc.nat(BROKEN.length), (each, nth, kind) => {
        const { document, question } = each
        const { subject, tenant } = document.resources[question.resource]!
        const conditions = Object.values(document.roles)
          .flat()
          .flatMap(({ where }) => where?.[question.resource] ?? [])
        const read = [
          ...(subject === 'none' ? [] : placesOf(subject).map((place) => place.at)),
          ...(tenant === undefined ? [] : [tenant]),
          ...conditions.flatMap((each) => (each === 'all' ? [] : attributesOf(each))),
        ]
        const row = breakAt(question.row, read[nth % read.length]!, BROKEN[kind])
        fc.pre(row !== undefined)
        const decision = decided({ ...each, question: { ...question, row } })
        expect([decision.effect, ...Object.values(shown(decision))]).not.toContain('permit')
        expect(decision.reason).toBe('row_invalid')
      }),
      runs(150),
    )
  })

  it('errors never widen: a row without its person or tenant is denied', () => {
    fc.assert(
      fc.property(permits, fc.nat(), fc.constantFrom(undefined, null, ''), (each, nth, nothing) => {
        const { subject, tenant } = each.document.resources[each.question.resource]!
        const read = [
          ...placesOf(subject).map((place) => place.at),
          ...(tenant === undefined ? [] : [tenant]),
        ]
        const row = breakAt(each.question.row, read[nth % read.length]!, () => nothing)
        expect(decided({ ...each, question: { ...each.question, row } }).effect).toBe('deny')
      }),
      runs(40),
    )
  })

  it('errors never widen: a field that is of another type where it is seen denies the row, and where it is not is not looked at', async () => {
    await fc.assert(
      fc.asyncProperty(
        permits,
        fc.constantFrom('email', 'total', 'age'),
        broken,
        async (each, path, kind) => {
          const { question } = each
          fc.pre(Object.hasOwn(decided(each).fields, path))
          const row = breakAt(question.row, path, BROKEN[kind])
          const decision = decided({ ...each, question: { ...question, row } })
          const access = accessOf(gateOf(each).gate, question)
          const answer = await access.read(question.resource, row as object).then(
            () => 'released',
            (error) => error.reason,
          )
          if (decision.effect === 'deny') expect(answer).toBe(decision.reason)
          else expect(answer).toBe(decision.fields[path]!.outcome === 'hidden' ? 'released' : 'row_invalid')
        },
      ),
      runs(40),
    )
  })

  it('errors never widen: an actor, a purpose, a time or a word of consent that is none of these denies', () => {
    fc.assert(
      fc.property(
        permits,
        broken,
        fc.constantFrom('id', 'roles', 'kind', 'onBehalfOf'),
        (each, kind, key) => {
          const { document, question, known } = each
          const [policy, odd] = [policyOf(document), BROKEN[kind]!]
          const facts = { now: known.now, consents: consentsOf(document, known) }
          // a list of roles that nobody declared is a list
          fc.pre(!(key === 'roles' && Array.isArray(odd())))
          const answers = [
            decide(policy, { ...question, actor: { ...question.actor, [key]: odd() } }, facts),
            decide(policy, { ...question, actor: odd() }, facts),
            decide(policy, { ...question, purpose: odd() }, facts),
            decide(policy, { ...question, resource: odd() as never }, facts),
            decide(policy, question as never, { ...facts, now: odd() as never }),
            decide(policy, question as never, undefined as never),
          ]
          for (const decision of answers)
            expect([decision.effect, ...Object.values(shown(decision))]).not.toContain('permit')
        },
      ),
      runs(40),
    )
  })

  it('errors never widen: a store that throws, rejects, answers for others or in another form leaves nobody but the person', async () => {
    await fc.assert(
      fc.asyncProperty(permits, fc.constantFrom(...Object.keys(STORES)), async (each, name) => {
        const { question, document } = each
        fc.pre(document.purposes[question.purpose]!.self === undefined)
        const { gate } = gateOf(each, { consents: { name, lookup: STORES[name] as never } })
        const { views, refused } = await accessOf(gate, question).readMany(question.resource, [
          question.row as object,
        ])
        expect(views).toEqual([])
        expect(refused).toMatchObject([{ reason: 'consent_unavailable' }])
      }),
      runs(40),
    )
  })
})

type Lookup = (people: Parameters<ConsentStore['lookup']>[0]) => unknown
const STORES: { readonly [name: string]: Lookup } = {
  throws: boom,
  rejects: () => Promise.reject(new Error('boom')),
  'says nothing': () => undefined,
  'says too little': () => [],
  'says NaN': () => Number.NaN,
  'answers yes': (people) => people.map(() => true),
  'answers for others': (people) =>
    people.map((person) => ({ person: { ...person, id: 'u9' }, purposes: {} })),
  'answers by promises': (people) => people.map((person) => Promise.resolve({ person, purposes: {} })),
  'throws within': (people) =>
    people.map((person) => ({
      person,
      get purposes() {
        return boom()
      },
    })),
}

function boom(): never {
  throw new Error('boom')
}

/** The row with another value at `path`, or with a getter there that throws. */
function breakAt(row: unknown, path: string, make: (() => unknown) | undefined): unknown {
  const [key = '', ...rest] = path.split('.')
  const whole = row as { readonly [key: string]: unknown }
  if (rest.length > 0 && typeof whole[key] !== 'object') return undefined
  if (rest.length > 0) return { ...whole, [key]: breakAt(whole[key], rest.join('.'), make) }
  return make
    ? { ...whole, [key]: make() }
    : Object.defineProperty({ ...whole }, key, { get: boom, enumerable: true })
}
