import { type AuditRecord, pseudonyms, seenBy, usesOf } from 'purposebound'
import { testGate } from 'purposebound/testing'
import { describe, expect, it } from 'vitest'
import { agent, aiko, me, order, shop } from '../../shop.js'

const keys = { current: 'k1', k1: new Uint8Array(32).fill(7) }
const refs = pseudonyms(keys)
const who = (id: string) => refs.person({ ...me, id })[0] as string
const START = Date.parse('2026-01-01T00:00:00Z')

/** A week of an agent and a colleague. */
async function week(): Promise<readonly AuditRecord[]> {
  const { gate, records, setNow } = testGate({ policy: shop, keys, now: START })
  const as = (actor: object) => gate.for('support', { actor: { ...agent, ...actor } as typeof agent })
  await as({}).read('member', aiko)
  setNow(START + 86_400_000)
  await as({}).readMany('member', [aiko, { ...aiko, id: 'm-2' }, { ...aiko, id: 'm-3', repId: 'x' }])
  await as({})
    .read('member', { ...aiko, id: 'm-4', repId: 'x' })
    .catch(() => {})
  await as({}).readMany('member', [])
  await as({}).observe('member', { ...aiko, id: 'm-5' })
  setNow(START + 2 * 86_400_000)
  await as({ id: 'a-18' }).read('order', { ...order, memberId: 'm-6' })
  await as({ id: 's', kind: 'service', onBehalfOf: agent }).read('order', order)
  await gate.consents.give({ subject: { ...me, id: 'm-7' }, purposes: ['marketing'], actor: agent })
  return records
}

describe('whose data an actor saw', () => {
  it('is everybody who was released to them, with fields at their clearest; those denied stand after', async () => {
    const seen = await seenBy(await week(), { refs: refs.actor(agent) })
    const times = (id: string) => {
      const { permitted = 0, denied = 0 } = seen.people.find(({ ref }) => ref === who(id)) ?? {}
      return [permitted, denied]
    }
    expect(['m-1', 'm-2', 'm-3', 'm-4', 'm-5', 'm-6', 'm-7'].map(times)).toEqual([
      [2, 0],
      [1, 0],
      [0, 0],
      [0, 1],
      [0, 0],
      [0, 0],
      [0, 0],
    ])
    expect(seen.people.find(({ ref }) => ref === who('m-1'))).toMatchObject({
      first: '2026-01-01T00:00:00.000Z',
      last: '2026-01-02T00:00:00.000Z',
      purposes: ['support'],
      actions: ['read'],
      masked: ['member.address.city', 'member.address.street', 'member.cardNumber'],
    })
    expect(seen.people.findLastIndex(({ permitted }) => permitted > 0)).toBeLessThan(
      seen.people.findIndex(({ permitted }) => permitted === 0),
    )
    // a list of nothing, a row that was refused: permits and denials that name nobody
    expect(seen.unnamed).toBe(1)
  })

  it('is what was seen on their behalf too, and between two times', async () => {
    const records = await week()
    const none = refs.person({ population: 'member', id: 'm-1' })[0]
    const { people } = await seenBy(records, {
      refs: [...refs.actor(agent), ...refs.actor({ id: 's' })],
      since: new Date(START + 2 * 86_400_000),
    })
    expect(people.map(({ ref }) => ref)).toEqual([none])
    expect((await seenBy(records, { refs: refs.actor(agent), until: START })).people).toEqual([])
    expect((await seenBy(records, { refs: refs.actor({ id: 'nobody' }) })).records).toBe(0)
  })
})

describe('records that are held', () => {
  it('tell the uses of a person, in their order', async () => {
    const found = []
    for await (const use of usesOf(await week(), { refs: [who('m-1')] })) found.push(use.action)
    expect(found).toEqual(['read', 'read'])
  })

  it('are refused where one is none, and nothing of it is repeated', async () => {
    for (const bad of [
      7,
      null,
      { v: 2 },
      { v: 1, time: 'Aiko' },
      { v: 1, time: '2026-01-01', id: {}, type: 'decision' },
    ]) {
      const error = await seenBy([bad], { refs: [] }).then(
        () => undefined,
        (e) => e,
      )
      expect(error).toMatchObject({ code: 'log_invalid' })
      expect(error.message).not.toContain('Aiko')
    }
    await expect(seenBy([], { refs: [], since: 'x' })).rejects.toMatchObject({ code: 'input_invalid' })
  })
})

describe('pseudonyms', () => {
  it('are those of the trail, one under each key, the current one first', async () => {
    const both = pseudonyms({ current: 'k2', k1: keys.k1, k2: new Uint8Array(32).fill(8) })
    expect(both.person(me).map((ref) => ref.slice(0, 8))).toEqual(['hmac:k2:', 'hmac:k1:'])
    expect(both.person(me)[1]).toBe(who('m-1'))
    expect(both.actor(agent)[1]).toBe(refs.actor(agent)[0])
    const [read] = (await week()).filter(({ type }) => type === 'decision')
    expect([read?.subjects?.refs, read?.actor?.ref]).toEqual([[who('m-1')], refs.actor(agent)[0]])
  })

  it('are made of nobody', () => {
    for (const nobody of [undefined, null, '', {}, { id: 1.5 }, { id: 'x', tenant: '' }]) {
      expect(() => refs.person(nobody as never)).toThrow(expect.objectContaining({ code: 'input_invalid' }))
      expect(() => refs.actor(nobody as never)).toThrow(expect.objectContaining({ code: 'input_invalid' }))
    }
    expect(() => pseudonyms({ current: 'k1' })).toThrow(expect.objectContaining({ code: 'config_invalid' }))
  })

  it('are made of secrets that were copied', () => {
    const secret = new Uint8Array(32).fill(7)
    const made = pseudonyms({ current: 'k1', k1: secret })
    secret.fill(9)
    expect(made.person(me)).toEqual([who('m-1')])
  })
})
