import { describe, expect, it } from 'vitest'
import { affected, type ConsentAction, diffPolicies, isPurposeboundError } from '../../../../src/index.js'
import { lookupStore } from '../../../../src/stores/lookup.js'
import { memoryStore } from '../../../../src/stores/memory.js'
import { shop } from '../notice/shop.js'

const NOW = 1_000_000
let next = 0
function store() {
  const said = memoryStore()
  const say = (id: string, action: ConsentAction, purpose: string, more: object = {}) =>
    said.append({
      id: `e${next++}`,
      action,
      person: { id, population: 'person' },
      at: next,
      purposes: [{ purpose, via: purpose, terms: 1 }],
      ...more,
    })
  say('a', 'give', 'direct_mail')
  say('b', 'give', 'direct_mail', { expiresAt: NOW })
  say('c', 'give', 'direct_mail', { expiresAt: NOW + 1 })
  say('d', 'give', 'direct_mail')
  say('d', 'withdraw', 'direct_mail')
  say('e', 'give', 'billing', { expiresAt: NOW + 5 })
  say('e', 'give', 'direct_mail', { expiresAt: NOW + 7 })
  say('f', 'refuse', 'direct_mail')
  say('g', 'give', 'news')
  return said
}
const wider = shop((draft) => {
  draft.purposes.direct_mail.uses.push('birth')
  Object.assign(draft.roles.mailer.sees, { birth: 'clear' })
  Object.assign(draft.purposes, { news: { title: 'News', basis: 'consent', uses: ['contact'] } })
  Object.assign(draft.purposes.support, {
    uses: ['identity', 'contact', 'birth'],
    compatibleWith: [{ ...draft.purposes.loyalty.compatibleWith[0]!, purpose: 'support' }],
    terms: 2,
  })
  Object.assign(draft.roles.agent.sees, { birth: 'clear' })
})
const diff = diffPolicies(shop(), wider)

describe('affected', () => {
  it('counts those whose yes stands, and knows a yes of an earlier time', async () => {
    expect(await affected(diff, store(), { now: NOW, everybody: 1000 })).toEqual({
      purposes: [
        { purpose: 'support', duty: 'announce', people: 1000 },
        { purpose: 'direct_mail', duty: 'ask', people: 3 },
        { purpose: 'news', duty: 'ask', people: 1000, dormant: 1 },
      ],
      unknown: [],
    })
  })

  it('says what nobody can say', async () => {
    const found = await affected(
      diff,
      lookupStore(() => []),
      { now: NOW },
    )
    expect(found.purposes.map(({ people }) => people)).toEqual(['unknown', 'unknown', 'unknown'])
    expect(found.unknown).toEqual([
      'the store `lookup` cannot count',
      'of how many people there is data (`everybody`) was not said',
    ])
  })

  it.each([Number.NaN, -1, 1.5, 'many'])('a store that counts %s has failed', async (counted) => {
    const broken = { ...lookupStore(() => []), count: () => counted as number }
    const code = await affected(diff, broken, { now: NOW }).catch((error: unknown) =>
      isPurposeboundError(error) ? error.code : error,
    )
    expect(code).toBe('store_failed')
  })

  it('counts a hundred thousand people as it finds them', () => {
    const said = memoryStore()
    for (let i = 0; i < 100_000; i++)
      said.append({
        id: `e${i}`,
        action: i % 3 === 0 ? 'refuse' : 'give',
        person: { id: i, population: 'person' },
        at: i,
        purposes: [{ purpose: 'mail', via: 'mail', terms: 1 + (i % 2) }],
      })
    expect(said.count({ purpose: 'mail', now: 0 })).toBe(66_666)
    expect(said.count({ purpose: 'mail', terms: 2, now: 0 })).toBe(33_333)
    expect(said.count({ purpose: 'toString', now: 0 })).toBe(0)
  })
})
