import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  type AuditRecord,
  createGate,
  decide,
  foldConsent,
  isPurposeboundError,
  type Policy,
  type PolicyDocument,
  parsePolicy,
} from '../../../src/index.js'
import { memorySink } from '../../../src/sinks/memory.js'
import { cached } from '../../../src/stores/cached.js'
import { lookupStore } from '../../../src/stores/lookup.js'
import { memoryStore } from '../../../src/stores/memory.js'

const reasons = { link: 'a', context: 'b', nature: 'c', consequences: 'd', safeguards: 'e' }
const schemas = { member: z.object({ id: z.string(), name: z.string(), plan: z.string() }) }
const [DAY, NOW] = [86_400_000, Date.parse('2026-11-01T00:00:00Z')]

/** `loyalty` grew out of `support`. */
function policy(more: object = {}): Policy {
  return parsePolicy(
    {
      name: 'shop',
      version: '1',
      categories: ['identity', 'usage'],
      resources: { member: { subject: 'id', fields: { id: 'key', name: 'identity', plan: 'usage' } } },
      purposes: {
        support: { title: 'Support', basis: 'contract', uses: ['identity'] },
        loyalty: {
          title: 'Loyalty',
          basis: 'legitimate_interests',
          uses: ['identity', 'usage'],
          self: true,
          compatibleWith: [{ purpose: 'support', reasons }],
          ...more,
        },
        mail: { title: 'Mail', basis: 'consent', uses: ['identity'] },
      },
      roles: {
        agent: { purposes: ['support', 'loyalty', 'mail'], sees: { identity: 'clear', usage: 'clear' } },
      },
    } as unknown as PolicyDocument,
    { schemas },
  )
}
const row = { id: 'm-1', name: 'Aiko', plan: 'gold' }
const agent = { id: 'a-1', roles: ['agent'] }

function open(more: object = {}, store = memoryStore()) {
  const sink = memorySink()
  let now = NOW
  const gate = createGate({
    policy: policy(more),
    consents: store,
    audit: sink,
    clock: () => now,
    onWarning: () => {},
  })
  const read = async (purpose = 'loyalty', id = 'm-1') =>
    gate
      .for(purpose, { actor: agent })
      .read('member', { ...row, id })
      .then(
        () => 'shown',
        (error: unknown) => (isPurposeboundError(error) ? (error.reason ?? error.code) : String(error)),
      )
  return {
    gate,
    read,
    records: () => sink.records as readonly AuditRecord[],
    pass: (ms: number) => {
      now += ms
    },
  }
}
const code = async (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (isPurposeboundError(error) ? error.code : String(error)),
  )

describe('a related change', () => {
  it('serves nobody before it was announced, and before that has taken effect', async () => {
    const { gate, read, pass } = open()
    expect(await read()).toBe('not_announced')
    expect(await read('support')).toBe('shown')
    await gate.consents.announce({ purposes: ['loyalty'], effectiveAt: NOW + 30 * DAY })
    expect(await read()).toBe('not_announced')
    pass(30 * DAY - 1)
    expect(await read()).toBe('not_announced')
    pass(1)
    expect(await read()).toBe('shown')
  })

  it('serves those who were told, and nobody else', async () => {
    const { gate, read } = open()
    await gate.consents.announce({ purposes: ['loyalty'], effectiveAt: NOW, to: ['m-1'] })
    expect([await read('loyalty', 'm-1'), await read('loyalty', 'm-2')]).toEqual(['shown', 'not_announced'])
    const { views, refused } = await gate
      .for('loyalty', { actor: agent })
      .readMany('member', [{ ...row, id: 'm-2' }, row, { ...row, id: 'm-3' }])
    expect([views.length, refused.map(({ index, reason }) => `${index} ${reason}`)]).toEqual([
      1,
      ['0 not_announced', '2 not_announced'],
    ])
  })

  it('serves whoever agreed to it, told or not; and the persons themselves', async () => {
    const { gate, read } = open()
    await gate.consents.give({ subject: 'm-1', purposes: ['loyalty'] })
    expect([await read('loyalty', 'm-1'), await read('loyalty', 'm-2')]).toEqual(['shown', 'not_announced'])
    const own = gate.for('loyalty', { actor: { id: 'x', roles: [], subject: 'm-2' } })
    expect(await own.read('member', { ...row, id: 'm-2' })).toMatchObject({ name: 'Aiko' })
  })

  it('never serves whoever was asked for consent to what it grew out of, whatever was announced', async () => {
    // the purpose that it grew out of is gone; people had agreed to it
    const { gate, read } = open({ compatibleWith: [{ purpose: 'news', reasons }] }, asked('news'))
    await gate.consents.announce({ purposes: ['loyalty'], effectiveAt: NOW })
    expect([await read('loyalty', 'm-1'), await read('loyalty', 'm-2')]).toEqual([
      'consent_outdated',
      'shown',
    ])
    await gate.consents.give({ subject: 'm-1', purposes: ['loyalty'] })
    expect(await read('loyalty', 'm-1')).toBe('shown')
  })

  it('is announced anew when its terms rise, and what was announced of earlier ones does not count', async () => {
    const { gate, read } = open()
    await gate.consents.announce({ purposes: ['loyalty'], effectiveAt: NOW })
    await gate.reload(policy({ terms: 2 }))
    expect(await read()).toBe('not_announced')
    await gate.consents.announce({ purposes: ['loyalty'], effectiveAt: NOW })
    expect(await read()).toBe('shown')
    await gate.reload(policy())
    expect(await read()).toBe('shown')
  })

  it('can be put off: the last word on its terms counts', async () => {
    const { gate, read } = open()
    await gate.consents.announce({ purposes: ['loyalty'], effectiveAt: NOW })
    expect(await read()).toBe('shown')
    await gate.consents.announce({ purposes: ['loyalty'], effectiveAt: NOW + DAY })
    expect(await read()).toBe('not_announced')
  })

  it('does not begin before the policy says, whatever was announced', async () => {
    const { gate, read, pass } = open({
      compatibleWith: [{ purpose: 'support', reasons, effective: '2026-11-03' }],
    })
    await gate.consents.announce({ purposes: ['loyalty'], effectiveAt: NOW })
    expect(await read()).toBe('not_announced')
    pass(2 * DAY)
    expect(await read()).toBe('shown')
  })

  it('an objection outlasts its announcement', async () => {
    const { gate, read } = open()
    await gate.consents.announce({ purposes: ['loyalty'], effectiveAt: NOW })
    await gate.consents.object({ subject: 'm-1', purposes: ['loyalty'] })
    expect(await read()).toBe('objected')
  })

  it('decides alike in memory, behind a copy, and as a pure function', async () => {
    const { gate, read } = open({}, cached(memoryStore(), { maxStalenessMs: 60_000 }) as never)
    expect(await read()).toBe('not_announced')
    await gate.consents.announce({ purposes: ['loyalty'], effectiveAt: NOW })
    expect(await read()).toBe('shown')
    const everybody = {
      person: { id: '*', population: '*' },
      purposes: { loyalty: { announced: [{ terms: 1, effectiveAt: NOW }] } },
    }
    const request = { purpose: 'loyalty', actor: agent, resource: 'member', row }
    const decided = (now: number, consents: readonly never[] | readonly (typeof everybody)[]) =>
      decide(policy(), request, { now, consents }).effect
    expect([decided(NOW, [everybody]), decided(NOW - 1, [everybody]), decided(NOW, [])]).toEqual([
      'permit',
      'deny',
      'deny',
    ])
  })

  it.each([
    ['no list', { announced: 1 }],
    ['no terms', { announced: [{ effectiveAt: 0 }] }],
    ['no time', { announced: [{ terms: 1 }] }],
    ['a time that is none', { announced: [{ terms: 1, effectiveAt: Number.NaN }] }],
    ['text', { announced: [{ terms: '1', effectiveAt: '0' }] }],
  ])('a store that tells %s announces nothing', (_, entry) => {
    const state = { person: { id: '*', population: '*' }, purposes: { loyalty: entry as never } }
    const request = { purpose: 'loyalty', actor: agent, resource: 'member', row }
    expect(decide(policy(), request, { now: NOW, consents: [state] }).effect).toBe('deny')
  })

  it('a store that cannot tell of announcements, or fails, denies', async () => {
    const { read } = open({}, lookupStore(() => []) as never)
    expect(await read()).toBe('not_announced')
    const failing = open({}, { name: 'down', lookup: () => Promise.reject(new Error('down')) } as never)
    expect(await failing.read()).toBe('consent_unavailable')
  })
})

describe('gate.consents.announce', () => {
  it('is kept: who was told, what, and when', async () => {
    const { gate, records } = open()
    const notice = { sha256: 'a'.repeat(64), language: 'ja', url: 'https://example.com/privacy' }
    await gate.consents.announce({ purposes: ['loyalty'], effectiveAt: NOW + DAY, notice, version: '2027' })
    await gate.consents.announce({ purposes: ['loyalty'], effectiveAt: NOW + DAY, to: ['m-1', 'm-2'] })
    expect(await gate.consents.announcements()).toEqual([
      {
        purposes: [{ purpose: 'loyalty', terms: 1 }],
        at: '2026-11-01T00:00:00.000Z',
        effectiveAt: '2026-11-02T00:00:00.000Z',
        notice,
        version: '2027',
      },
    ])
    expect(await gate.consents.history('m-1')).toMatchObject([
      { action: 'announce', at: NOW, effectiveAt: NOW + DAY, person: { id: 'm-1' } },
    ])
    const kept = records().filter(({ type }) => type === 'consent')
    expect(kept).toMatchObject([
      {
        purpose: 'loyalty',
        consent: { event: 'announce', terms: 1, effectiveAt: '2026-11-02T00:00:00.000Z', version: '2027' },
      },
      { purpose: 'loyalty', subjects: { refs: [expect.stringMatching(/^hmac:/), expect.anything()] } },
    ])
    expect(kept[0]).not.toHaveProperty('subjects')
    expect(JSON.stringify(kept)).not.toContain('m-1')
  })

  it('names purposes of a policy that is not yet in force', async () => {
    const { gate, read, records } = open({ compatibleWith: [{ purpose: 'mail_of_old', reasons }] })
    const next = policy()
    await gate.consents.announce({ policy: next, purposes: ['loyalty'], effectiveAt: NOW })
    expect(records().find(({ type }) => type === 'consent')?.policy.digest).toBe(next.digest)
    await gate.reload(next)
    expect(await read()).toBe('shown')
  })

  it.each([
    ['dated after its effect', { effectiveAt: NOW - 1 }, 'announcement_late'],
    ['of the future', { at: NOW + 1, effectiveAt: NOW + 2 }, 'input_invalid'],
    ['made before its effect, and kept today', { at: NOW - 9, effectiveAt: NOW - 8 }, 'done'],
    ['without a time', {}, 'input_invalid'],
    ['with a time that is none', { effectiveAt: '2026-02-30' }, 'input_invalid'],
    ['of a purpose on consent', { purposes: ['mail'], effectiveAt: NOW }, 'consent_required'],
    ['of no purpose', { purposes: [], effectiveAt: NOW }, 'input_invalid'],
    ['of an unknown purpose', { purposes: ['nothing'], effectiveAt: NOW }, 'input_invalid'],
    ['to nobody', { to: [], effectiveAt: NOW }, 'input_invalid'],
    [
      'to a population that is none',
      { to: [{ id: 'x', population: 'ghosts' }], effectiveAt: NOW },
      'input_invalid',
    ],
    ['with a key that nobody knows', { effectiveat: NOW, effectiveAt: NOW }, 'input_invalid'],
    ['under what is no policy', { policy: {}, effectiveAt: NOW }, 'policy_invalid'],
    ['as deemed', { method: 'deemed', effectiveAt: NOW }, 'input_invalid'],
  ])('one %s: %s is %s', async (_, given, expected) => {
    const { gate, records } = open()
    expect(await code(gate.consents.announce({ purposes: ['loyalty'], ...given } as never))).toBe(expected)
    const kept = records().filter(({ type }) => type === 'consent')
    expect(kept).toHaveLength(expected === 'done' ? 1 : 0)
  })

  it('a store that takes no events keeps no announcement', async () => {
    const { gate } = open({}, lookupStore(() => []) as never)
    expect(await code(gate.consents.announce({ purposes: ['loyalty'], effectiveAt: NOW }))).toBe(
      'store_read_only',
    )
  })

  it('a store that fails in the middle has told some, and the trail says who was not', async () => {
    const store = memoryStore()
    let left = 2
    const { gate, read, records } = open({}, {
      ...store,
      append: (event: never) => {
        if (left-- === 0) throw new Error('full')
        return store.append(event)
      },
    } as never)
    const told = gate.consents.announce({
      purposes: ['loyalty'],
      effectiveAt: NOW,
      to: ['m-1', 'm-2', 'm-3', 'm-4'],
    })
    expect(await code(told)).toBe('store_failed')
    expect(await Promise.all(['m-1', 'm-2', 'm-3', 'm-4'].map((id) => read('loyalty', id)))).toEqual([
      'shown',
      'shown',
      'not_announced',
      'not_announced',
    ])
    expect(records().find(({ type }) => type === 'outcome')).toMatchObject({
      outcome: { status: 'error', code: 'store_failed' },
      subjects: { refs: [expect.anything(), expect.anything()] },
    })
  })

  it('nobody else can speak for everybody, and nobody says `announce` of themselves', async () => {
    const { gate } = open()
    const everybody = { id: '*', population: '*' }
    expect(await code(gate.consents.give({ subject: everybody as never, purposes: ['mail'] }))).toBe(
      'input_invalid',
    )
    const said = { action: 'announce', subject: 'm-1', purposes: ['loyalty'], at: NOW - 1, effectiveAt: NOW }
    expect(await code(gate.consents.import([said] as never))).toBe('input_invalid')
  })
})

describe('gate.reload', () => {
  it('says what it changes, before it does', async () => {
    const { gate, records } = open()
    const before = gate.policy.digest
    await gate.reload(policy({ terms: 2 }))
    expect(records().find(({ reason }) => reason === 'policy_reloaded')).toMatchObject({
      type: 'policy',
      policy: { digest: gate.policy.digest },
      change: {
        from: { name: 'shop', version: '1', digest: before },
        verdict: 'narrower',
        ready: true,
        counts: { narrower: 1 },
      },
    })
  })

  it('what is invalid changes nothing, and is on record', async () => {
    const { gate, read, records } = open()
    const before = gate.policy
    expect(await code(gate.reload({ ...policy(), digest: 'x' } as never))).toBe('policy_invalid')
    expect([gate.policy, await read('support')]).toEqual([before, 'shown'])
    expect(records().some(({ reason }) => reason === 'policy_reload_failed')).toBe(true)
  })

  it('keeps what people said of a purpose that is gone, inert; and there again with higher terms it does not count', async () => {
    const { gate, read } = open()
    await gate.consents.give({ subject: 'm-1', purposes: ['mail'] })
    const { mail: _, ...others } = policy().document.purposes
    const { agent: role } = policy().document.roles as { agent: object }
    const without = parsePolicy(
      {
        ...policy().document,
        purposes: others,
        roles: { agent: { ...role, purposes: ['support', 'loyalty'] } },
      } as never,
      { schemas },
    )
    await gate.reload(without)
    expect(await read('mail')).toBe('purpose_unknown')
    expect(await gate.consents.history('m-1')).toHaveLength(1)
    expect((await gate.consents.state('m-1')).purposes).not.toHaveProperty('mail')
    const back = parsePolicy(
      {
        ...policy().document,
        purposes: {
          ...policy().document.purposes,
          mail: { ...policy().document.purposes['mail'], terms: 2 },
        },
      } as never,
      { schemas },
    )
    await gate.reload(back)
    expect(await read('mail')).toBe('consent_outdated')
  })
})

/** A store in which one person agreed to a purpose that this policy does not know. */
function asked(purpose: string) {
  const store = memoryStore()
  store.append({
    id: '00000000-0000-7000-8000-000000000001',
    action: 'give',
    person: { id: 'm-1', population: 'person' },
    at: 0,
    purposes: [{ purpose, via: purpose, terms: 1 }],
  })
  return store
}

it('an announcement folds to the last word on each of its terms', () => {
  const told = (terms: number, effectiveAt: number) => ({
    id: '1',
    action: 'announce' as const,
    person: { id: '*', population: '*' },
    at: 0,
    effectiveAt,
    purposes: [{ purpose: 'p', via: 'p', terms }],
  })
  const folded = [told(2, 5), told(1, 3), told(2, 9)].reduce(foldConsent, {})
  expect(folded).toEqual({
    p: {
      announced: [
        { terms: 1, effectiveAt: 3 },
        { terms: 2, effectiveAt: 9 },
      ],
    },
  })
})
