import { memoryStore } from 'purposebound/stores/memory'
import { testGate } from 'purposebound/testing'
import { describe, expect, it } from 'vitest'
import { type ConsentEvent, type ConsentStore, foldConsent } from '../../src/index.js'
import { aiko, mailer, me, shop } from '../shop.js'

const purposes = ['direct_mail'] as const
const said = { subject: me, purposes }
const NOON = Date.parse('2026-03-02T12:00:00Z')
const HOUR = 3_600_000

/** A gate on a host whose clock can be set. */
function host(consents: ConsentStore) {
  const { gate, records, setNow } = testGate({ policy: shop, consents, now: NOON })
  const read = () =>
    gate
      .for('direct_mail', { actor: mailer })
      .read('member', aiko)
      .then(
        () => 'shown',
        ({ reason }: { reason: string }) => reason,
      )
  return { consents: gate.consents, gate, records, setNow, read }
}

/** A store that takes its time, as one beyond a network does. */
function slow(): ConsentStore {
  const inner = memoryStore()
  const soon = () => new Promise((resolve) => setImmediate(resolve))
  return {
    name: 'slow',
    lookup: (people) => soon().then(() => inner.lookup(people)),
    append: (event) => soon().then(() => inner.append(event)),
    history: (person) => soon().then(() => inner.history(person)),
  }
}

describe('what a person says later counts, whatever the clocks', () => {
  it.each([
    ['at once', memoryStore],
    ['later', slow],
  ])('after the clock went back, in a store that answers %s', async (_, store) => {
    const { consents, read, setNow } = host(store())
    await consents.give(said)
    setNow(NOON - HOUR)
    await consents.withdraw(said)
    expect(await read()).toBe('consent_withdrawn')
    await consents.give(said)
    expect(await read()).toBe('shown')
    setNow(NOON - 2 * HOUR)
    for (const [narrow, reason] of [
      ['object', 'objected'],
      ['restrict', 'restricted'],
    ] as const) {
      await consents.lift(said)
      await consents[narrow](said)
      expect(await read()).toBe(reason)
    }
    await consents.lift(said)
    await consents.refuse(said)
    expect(await read()).toBe('consent_refused')
  })

  it('on two hosts whose clocks differ, in both directions', async () => {
    const store = slow()
    const [ahead, behind] = [host(store), host(store)]
    ahead.setNow(NOON + HOUR)
    await ahead.consents.give(said)
    await behind.consents.withdraw(said)
    expect([await ahead.read(), await behind.read()]).toEqual(['consent_withdrawn', 'consent_withdrawn'])
    await behind.consents.give(said)
    expect([await ahead.read(), await behind.read()]).toEqual(['shown', 'shown'])
  })

  it('although nobody waited for what was said before', async () => {
    const { consents, read, setNow, records } = host(slow())
    const giving = consents.give(said)
    setNow(NOON - HOUR)
    const withdrawing = consents.withdraw(said)
    await Promise.all([giving, withdrawing])
    expect(await read()).toBe('consent_withdrawn')
    const again = [consents.withdraw(said), consents.give(said)]
    await Promise.all(again)
    expect(await read()).toBe('shown')
    const events = records.flatMap(({ consent }) => consent?.event ?? [])
    expect(events).toEqual(['give', 'withdraw', 'withdraw', 'give'])
  })

  it('in a store that keeps no history too, as far as one gate can know', async () => {
    const { history: _, ...store } = memoryStore()
    const { consents, read, setNow } = host(store)
    await consents.give(said)
    setNow(NOON - HOUR)
    await consents.withdraw(said)
    expect(await read()).toBe('consent_withdrawn')
  })

  it('and the history, the past and the record tell the same order', async () => {
    const { consents, records, setNow } = host(memoryStore())
    await consents.give(said)
    await consents.withdraw(said)
    expect((await consents.stateAt(me, NOON)).purposes.direct_mail.status).toBe('ConsentWithdrawn')
    setNow(NOON - HOUR)
    await consents.give(said)
    const events = await consents.history(me)
    expect(events.map(({ action, at }) => [action, at - NOON])).toEqual([
      ['give', 0],
      ['withdraw', 0],
      ['give', 1],
    ])
    expect((await consents.stateAt(me, NOON)).purposes.direct_mail.status).toBe('ConsentWithdrawn')
    expect((await consents.stateAt(me, NOON + 1)).purposes.direct_mail.status).toBe('ConsentGiven')
    const last = records.findLast(({ type }) => type === 'consent')
    expect(last?.consent?.asOf).toBe('2026-03-02T12:00:00.001Z')
  })

  it('while what is imported keeps the time at which it was said', async () => {
    const { consents, read } = host(memoryStore())
    await consents.withdraw(said)
    await consents.import([{ ...said, action: 'give', at: NOON - HOUR }])
    expect(await read()).toBe('consent_withdrawn')
    expect((await consents.history(me)).map(({ at }) => at)).toEqual([NOON - HOUR, NOON])
  })

  it('and holds up nobody else: one person waits for a store, another does not', async () => {
    const inner = memoryStore()
    let free = () => {}
    const held = new Promise<void>((resolve) => (free = resolve))
    const append = (event: ConsentEvent) => (event.person.id === 'm-9' ? held : inner.append(event))
    const { consents } = host({ ...inner, append })
    const waiting = consents.withdraw({ ...said, subject: { ...me, id: 'm-9' } })
    await consents.give(said)
    expect((await consents.state(me)).purposes.direct_mail.status).toBe('ConsentGiven')
    free()
    await waiting
  })

  it('or is said to have failed, where the store cannot tell what came before', async () => {
    const inner = memoryStore()
    const { consents } = host({
      ...inner,
      latest: () => Promise.reject(new Error('down')),
      history: () => Promise.reject(new Error('gone')),
    })
    for (const say of ['give', 'withdraw'] as const)
      await expect(consents[say](said)).rejects.toMatchObject({ code: 'store_failed' })
    expect(inner.history(me)).toEqual([])
  })
})

describe('an action that is none', () => {
  const restricted = { mail: { restricted: ['mail'] } }
  const event = { id: 'e', at: 1, person: me, purposes: [{ purpose: 'mail', via: 'mail' }] }

  it.each(['suspend', 'constructor', '', undefined])('%s is not folded: what stood stays', (action) => {
    expect(() => foldConsent(restricted, { ...event, action } as never)).toThrow('an action that is none')
    expect(restricted).toEqual({ mail: { restricted: ['mail'] } })
  })

  it('is not imported either, and nothing of it is recorded', async () => {
    const { consents, records } = host(memoryStore())
    const good = { ...said, action: 'give', at: NOON } as const
    for (const bad of [
      { ...good, action: 'Aiko Sato' },
      { ...good, actor: { id: 'c-1' } },
      { ...good, subject: { ...me, population: 'ghost' } },
      null,
      'give',
    ])
      await expect(consents.import([good, bad as never])).rejects.toMatchObject({
        code: 'input_invalid',
        message: expect.not.stringContaining('Aiko'),
      })
    await expect(consents.import(7 as never)).rejects.toMatchObject({ code: 'input_invalid' })
    expect(records).toEqual([])
    expect(await consents.history(me)).toEqual([])
  })
})

describe('a consent that the store did not take', () => {
  it('is followed in the trail by what became of it', async () => {
    const down = { ...memoryStore(), append: () => Promise.reject(new Error('down')) }
    const { consents, records } = host(down)
    await expect(consents.give(said)).rejects.toMatchObject({ code: 'store_failed' })
    const trail = records.filter(({ type }) => type !== 'policy')
    expect(trail.map(({ type, outcome }) => [type, outcome])).toEqual([
      ['consent', undefined],
      ['outcome', { status: 'error', rows: 0, code: 'store_failed' }],
    ])
    expect(trail[1]).toMatchObject({ purpose: 'direct_mail', subjects: trail[0]?.subjects })
  })
})

describe('a population that the policy does not know', () => {
  it('has no standing and no history: it is refused as a statement is', async () => {
    const { consents } = host(memoryStore())
    const ghost = { ...me, population: 'membr' } as never
    for (const ask of [
      () => consents.state(ghost),
      () => consents.stateAt(ghost, NOON),
      () => consents.history(ghost),
    ])
      await expect(ask()).rejects.toMatchObject({ code: 'input_invalid' })
  })
})
