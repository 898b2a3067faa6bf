import * as fc from 'fast-check'
import { createGate, decide, definePolicy, foldConsent, type Policy } from 'purposebound'
import { memorySink } from 'purposebound/sinks/memory'
import { memoryStore } from 'purposebound/stores/memory'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'

const KINDS = ['third_party', 'entrustee', 'joint_user', 'successor'] as const
const PURPOSES = ['asked', 'owed', 'agreed', 'blurred'] as const
const TIMES = ['2026-01-01', '2026-02-01', '2026-03-01'] as const
const time = fc.constantFrom(...TIMES)
const sometimes = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined })

/** A recipient that the policy takes, with whatever the law asks of its kind. */
const recipient = fc
  .record({
    kind: fc.constantFrom(...KINDS),
    class: sometimes(fc.constant('all')),
    basis: sometimes(fc.constantFrom('consent', 'adequacy', 'scc')),
    until: sometimes(time),
    expires: time,
    review: sometimes(time),
    purposes: sometimes(fc.subarray(PURPOSES.slice(0, 3), { minLength: 1 })),
    of: sometimes(fc.subarray(['identity', 'contact'], { minLength: 1 })),
  })
  .map(({ kind, basis, until, expires, purposes, ...rest }) =>
    clean({
      ...rest,
      kind,
      ...(basis && { country: 'US', transfer: clean({ basis, until }) }),
      ...(kind === 'entrustee' && { certification: { name: 'Mark', expires } }),
      ...(kind === 'joint_user' && { responsible: { name: 'Us' } }),
      purposes: kind === 'entrustee' || kind === 'joint_user' ? (purposes ?? ['asked']) : purposes,
    }),
  )

const policy = fc.record({ one: recipient, two: recipient }).map((recipients) => policyWith(recipients))
const entry = fc
  .record({
    given: sometimes(
      fc
        .record({
          recipients: sometimes(fc.subarray(['one', 'two', 'all', 'other'])),
          expiresAt: sometimes(time.map((day) => Date.parse(day))),
        })
        .map((given) => clean({ via: 'x', ...given })),
    ),
    stopped: sometimes(fc.constant([{ status: 'ConsentWithdrawn', via: 'x' }])),
    stoppedRecipients: sometimes(
      fc
        .subarray(['one', 'two', 'all'], { minLength: 1 })
        .map((names) => names.map((name) => ({ recipient: name, via: 'x' }))),
    ),
  })
  .map(clean)
const purpose = fc.constantFrom(...PURPOSES)
const to = fc.constantFrom('one', 'two')
const asked = fc.record({ policy, purpose, to, entry, now: time })

interface Asked {
  readonly policy: Policy
  readonly purpose: string
  readonly to: string
  readonly entry: object
  readonly now: string
}

describe('recipients: laws', () => {
  it('compile = decide, and again from memory', () => {
    fc.assert(
      fc.property(
        policy,
        fc.array(fc.record({ purpose, to, entry, now: time }), { maxLength: 12 }),
        (of, all) => {
          const gate = open(of)
          for (const each of [...all, ...all]) {
            const plain = judge({ policy: of, ...each })
            const access = gate.for(each.purpose as never, { actor } as never)
            const facts = { consents: [stateOf(each)], now: each.now, to: each.to } as never
            expect(access.decide('row', row as never, facts)).toEqual(plain)
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  it('consent is necessary: a third party has nothing of whoever has not agreed to it, but what the law obliges to', () => {
    fc.assert(
      fc.property(asked, (each) => {
        const { kind, purposes, class: named } = recipientOf(each)
        if (kind !== 'third_party' || (each.purpose === 'owed' && purposes?.includes('owed'))) return
        if (judge(each).effect === 'deny') return
        const names = [each.to, ...(named ? [named] : [])]
        const { given, stopped, stoppedRecipients = [] } = each.entry as never as Entry
        expect(stopped).toBeUndefined()
        expect(given?.recipients?.some((name) => names.includes(name))).toBe(true)
        expect(given?.expiresAt ?? Number.POSITIVE_INFINITY).toBeGreaterThan(Date.parse(each.now))
        expect(stoppedRecipients.some(({ recipient }) => names.includes(recipient))).toBe(false)
      }),
      { numRuns: 1000 },
    )
  })

  it('withdrawal bites: after a no to it, or to its class, a third party has nothing', () => {
    fc.assert(
      fc.property(asked, fc.boolean(), (each, ofClass) => {
        const { kind, purposes, class: named } = recipientOf(each)
        fc.pre(kind === 'third_party' && !(each.purpose === 'owed' && purposes?.includes('owed')))
        const event = {
          id: 'e',
          action: 'withdraw',
          person,
          at: 0,
          purposes: [{ purpose: each.purpose, via: each.purpose }],
          onlyRecipients: [ofClass && named ? named : each.to],
        } as const
        const after = foldConsent({ [each.purpose]: each.entry as never }, event)[each.purpose] as object
        expect(judge({ ...each, entry: after }).effect).toBe('deny')
      }),
      { numRuns: 500 },
    )
  })

  it('prohibitions win: what is forbidden to a recipient never goes there, and nothing else changes', () => {
    fc.assert(
      fc.property(asked, fc.constantFrom(undefined, ['identity']), (each, of) => {
        const forbidden = policyWith(recipientsOf(each.policy), [
          { id: 'no', recipients: [each.to], ...(of && { of }) },
        ])
        const after = judge({ ...each, policy: forbidden })
        if (of) expect(after.fields['name']?.outcome).toBe('hidden')
        else expect(after.effect).toBe('deny')
        const other = each.to === 'one' ? 'two' : 'one'
        expect(judge({ ...each, policy: forbidden, to: other })).toEqual(judge({ ...each, to: other }))
      }),
      { numRuns: 500 },
    )
  })

  it('errors never widen: what is broken in a consent permits nothing that it did not', () => {
    const broken = fc.constantFrom<unknown>(
      7,
      'one',
      null,
      [null],
      [7],
      {},
      () => true,
      Promise.resolve(['one']),
    )
    const place = fc.constantFrom('given', 'stopped', 'stoppedRecipients', 'recipients', 'expiresAt')
    fc.assert(
      fc.property(asked, place, broken, (each, at, bad) => {
        const whole = each.entry as Entry
        const inside = at === 'recipients' || at === 'expiresAt'
        // a no that is taken away is no error: only what says yes is broken, or what says no made unreadable
        fc.pre(inside ? whole.given !== undefined : true)
        fc.pre(!(at === 'stoppedRecipients' && (isEmpty(bad) || whole.stoppedRecipients !== undefined)))
        fc.pre(!(at === 'stopped' && whole.stopped !== undefined))
        fc.pre(!(at === 'expiresAt' && typeof bad === 'number'))
        const entry = inside ? { ...whole, given: { ...whole.given, [at]: bad } } : { ...whole, [at]: bad }
        if (judge(each).effect === 'deny') expect(judge({ ...each, entry }).effect).toBe('deny')
      }),
      { numRuns: 1000 },
    )
  })

  it('recipients only narrow: nothing goes out that whoever sends it does not see', () => {
    fc.assert(
      fc.property(asked, (each) => {
        const seen = judge({ ...each, to: undefined })
        for (const [path, { outcome }] of Object.entries(judge(each).fields)) {
          const own = seen.fields[path]?.outcome
          if (outcome === 'clear') expect(own).toBe('clear')
          if (outcome === 'masked') expect(own).not.toBe('hidden')
        }
      }),
      { numRuns: 500 },
    )
  })

  it('time only ends: what does not go today goes on no later day', () => {
    fc.assert(
      fc.property(asked, time, (each, later) => {
        fc.pre(later >= each.now && judge(each).effect === 'deny')
        expect(judge({ ...each, now: later }).effect).toBe('deny')
      }),
      { numRuns: 500 },
    )
  })
})

interface Entry {
  readonly given?: { readonly recipients?: readonly string[]; readonly expiresAt?: number }
  readonly stopped?: readonly object[]
  readonly stoppedRecipients?: readonly { readonly recipient: string }[]
}

const person = { id: 'm-1', population: 'person' } as const
const row = { id: 'm-1', name: 'Aiko', email: 'a@example.com' }
const actor = { id: 'a-1', roles: ['clerk'] } as const

function judge({ policy, purpose, to, entry, now }: Omit<Asked, 'to'> & { to: string | undefined }) {
  const request = { purpose, actor, resource: 'row', row } as const
  const facts = { consents: [stateOf({ purpose, entry })], now } as never
  return decide(policy, to === undefined ? request : { ...request, action: 'disclose', recipient: to }, facts)
}

function stateOf({ purpose, entry }: Pick<Asked, 'purpose' | 'entry'>) {
  return { person, purposes: { [purpose]: entry } }
}

function policyWith(recipients: object, prohibitions: readonly object[] = []): Policy {
  return definePolicy({
    name: 'p',
    version: '1',
    controller: { name: 'Us', contact: 'us@example.com', country: 'JP' },
    categories: ['identity', 'contact'],
    resources: {
      row: {
        schema: z.object({ id: z.string(), name: z.string(), email: z.string() }),
        subject: 'id',
        fields: { id: 'key', name: 'identity', email: 'contact' },
      },
    },
    purposes: {
      asked: { title: 'Asked', basis: 'consent', uses: ['identity', 'contact'] },
      owed: { title: 'Owed', basis: 'legal_obligation', uses: ['identity', 'contact'] },
      agreed: { title: 'Agreed', basis: 'contract', uses: ['identity', 'contact'] },
      blurred: { title: 'Blurred', basis: 'contract', uses: ['identity', 'contact'], pseudonymous: true },
    },
    roles: {
      clerk: {
        purposes: ['asked', 'owed', 'agreed', 'blurred'],
        sees: { identity: 'clear', contact: 'masked' },
        may: ['read', 'disclose'],
      },
    },
    recipients: recipients as never,
    prohibitions: prohibitions as never,
  }) as never
}

function recipientsOf(policy: Policy) {
  return policy.document.recipients as NonNullable<Policy['document']['recipients']>
}

function recipientOf({ policy, to }: Asked) {
  return recipientsOf(policy)[to]!
}

function open(policy: Policy) {
  return createGate({ policy, consents: memoryStore(), audit: memorySink(), onWarning: () => {} })
}

function clean<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}
