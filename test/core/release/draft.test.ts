import { describe, expect, it } from 'vitest'
import { at, draft, ticket } from './desk.js'

const named = { reason: 'role_not_permitted', rule: '/roles/clerk/writes' }

describe('a draft', () => {
  it.each([
    ['create', (input: unknown) => at('clerk').writes.create('ticket', { ...draft, ...Object(input) })],
    ['update', (patch: unknown) => at('clerk').writes.update('ticket', ticket, patch)],
  ])('of %s refuses what may not be written, and never drops it in silence', async (_, write) => {
    for (const [given, refusal] of [
      [{ nickname: 'x' }, { reason: 'input_invalid' }],
      [{ place: { city: 'Kyoto', street: 'Shijo' } }, { reason: 'input_invalid' }],
      [{ title: undefined }, { reason: 'input_invalid' }],
      [{ state: 'closed' }, named],
      [{ tags: ['x'] }, named],
      [{ extra: { shelf: 'x' } }, named],
      [{ place: { city: 'Kyoto', zip: '601' } }, named],
      [{ income: 5 }, { reason: 'not_needed', rule: '/purposes/support/uses' }],
      [{ pin: '1234' }, { reason: 'prohibited', rule: '/prohibitions/no-pins' }],
      [{ title: '********' }, { reason: 'input_invalid' }],
      [JSON.parse('{"__proto__":{"title":"x"}}'), { reason: 'input_invalid' }],
    ])
      await expect(write(given), JSON.stringify(given)).rejects.toMatchObject({
        code: 'access_denied',
        ...refusal,
      })
  })
})

describe('a patch', () => {
  it('never fills in a default below either: it would be written over what is there', async () => {
    const { writes } = at('clerk')
    const patch = await writes.update('ticket', ticket, { place: { city: 'Osaka' } }).catch(() => ({}))
    expect(patch).not.toHaveProperty('place.country')
  })

  it.each([
    ['a list', { tags: [] }],
    ['a record', { extra: {} }],
    ['an object', { place: null }],
  ])('that empties %s writes what is in it, and is refused like any other', async (_, patch) => {
    await expect(at('clerk').writes.update('ticket', ticket, patch)).rejects.toMatchObject(named)
    await expect(at('boss').writes.update('ticket', ticket, { tags: [], extra: {} })).resolves.toEqual({
      tags: [],
      extra: {},
    })
  })
})
