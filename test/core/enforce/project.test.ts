import { boundTo, isClear, parsePolicy, withheld } from 'purposebound'
import { testGate } from 'purposebound/testing'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { agent, aiko, order, shop, shopWith } from '../../shop.js'

const read = (row: object, policy = shop) =>
  testGate({ policy })
    .gate.for('support', { actor: agent })
    .read('member', row as typeof aiko)

describe('a view', () => {
  it('holds what the schema declares and nothing else, in its order', async () => {
    const row = Object.assign(
      { tags: [], passwordHash: 'x', [Symbol('s')]: 1, __proto__: { admin: true } },
      aiko,
    )
    const view = await read(row)
    expect(Reflect.ownKeys(view)).toEqual([
      'id',
      'tenant',
      'repId',
      'name',
      'email',
      'birthDate',
      'cardNumber',
      'address',
      'tags',
    ])
  })

  it('has no key for what is hidden, and none for what is missing: never a silent null', async () => {
    const policy = shopWith(({ roles }) => {
      roles['agent'] = { purposes: ['support'], sees: { identity: 'clear', 'member.birthDate': 'hidden' } }
    })
    const { birthDate: _, ...young } = aiko
    expect(Object.keys(await read(aiko, policy))).toEqual(['id', 'tenant', 'repId', 'name'])
    expect(Object.keys(await read(young))).not.toContain('birthDate')
  })

  it('is fresh data: it shares nothing with the row, and changing it changes no row', async () => {
    const row = { ...aiko, tags: ['gold'], birthDate: new Date(0) }
    const view = await read(row)
    expect(view.birthDate).toEqual(row.birthDate)
    for (const key of ['birthDate', 'tags', 'address'] as const) expect(view[key]).not.toBe(row[key])
    ;(view.tags as string[]).push('changed')
    ;(view.birthDate as Date).setTime(1)
    expect([row.tags, row.birthDate.getTime()]).toEqual([['gold'], 0])
    expect(Object.getPrototypeOf(view)).toBe(Object.prototype)
  })

  it('knows its purpose, its resource and what it withholds, and nothing that looks at it sees the mark', async () => {
    const view = await read(aiko)
    expect(boundTo(view)).toEqual({ purpose: 'support', resource: 'member' })
    expect([isClear(view, 'name'), isClear(view, 'cardNumber'), isClear(view, 'address')]).toEqual([
      true,
      false,
      false,
    ])
    expect(Reflect.ownKeys(view).filter((key) => typeof key === 'symbol')).toEqual([])
    for (const copy of [{ ...view }, structuredClone(view), JSON.parse(JSON.stringify(view)), {}, null])
      expect([withheld(copy), boundTo(copy), isClear(copy, 'name')]).toEqual([undefined, undefined, false])
  })

  it.each([
    ['text where the schema has a list', { tags: 'gold' }],
    ['another type in a list', { tags: ['gold', 7] }],
    ['an object for text', { name: { first: 'Aiko' } }],
    ['a boxed text', { name: new String('Aiko') }],
    ['a text for a date', { birthDate: '1991-05-01' }],
    ['a date that is none', { birthDate: new Date(Number.NaN) }],
    ['null where the schema has none', { name: null }],
    ['another type under a mask', { cardNumber: 4242424242424242 }],
    ['text for an object', { address: 'Kyoto' }],
    ['a function', { name: () => 'Aiko' }],
  ])('is not made of a row with %s', async (_, wrong) => {
    await expect(read({ ...aiko, ...wrong })).rejects.toMatchObject({
      reason: 'row_invalid',
      rule: `/resources/member/schema/${Object.keys(wrong)[0]}`,
    })
  })

  it('does not look at what it does not show', async () => {
    const policy = shopWith(({ roles }) => {
      roles['agent'] = { purposes: ['support'], sees: { identity: 'clear' } }
    })
    const odd = { ...aiko, email: 7, tags: () => {}, address: null, cardNumber: Number.NaN }
    await expect(read(odd, policy)).resolves.toMatchObject({ name: aiko.name })
  })
})

describe('the mask of a field', () => {
  const of = async (masks: object, mask?: unknown, category?: unknown) => {
    const policy = parsePolicy(
      {
        name: 'masks',
        version: '1',
        categories: {
          contact: {},
          phone: { within: 'contact', ...(category !== undefined && { mask: category }) },
        },
        resources: {
          row: {
            subject: 'id',
            fields: { id: 'key', tel: { category: 'phone', ...(mask !== undefined && { mask }) } },
          },
        },
        purposes: { support: { title: 'Support', basis: 'contract', uses: ['contact'], masks } },
        roles: { clerk: { purposes: ['support'], sees: { contact: 'masked' } } },
      },
      { schemas: { row: z.object({ id: z.string(), tel: z.string() }) } },
    )
    const { gate } = testGate({ policy })
    const access = gate.for('support', { actor: { id: 'c', roles: ['clerk'] } })
    const view = await access.read('row', { id: 'r', tel: '090-1234-5678' } as never)
    return (view as { readonly [field: string]: unknown })['tel']
  }
  const replace = (text: string) => ({ op: 'replace', with: text })

  it('is the nearest: of the purpose, then of the field, then of its category, else all of it', async () => {
    const category = replace('category')
    const field = replace('field')
    expect(await of({ 'row.tel': replace('purpose') }, field, category)).toBe('purpose')
    expect(await of({ phone: replace('purpose') }, field, category)).toBe('purpose')
    expect(await of({ contact: replace('purpose') }, field, category)).toBe('purpose')
    expect(await of({ 'row.tel': replace('nearest'), contact: replace('far') }, field, category)).toBe(
      'nearest',
    )
    expect(await of({}, field, category)).toBe('field')
    expect(await of({}, undefined, category)).toBe('category')
    expect(await of({})).toBe('********')
  })
})

describe('a key', () => {
  it('is a pseudonym where the purpose says so: it joins within the purpose and never across', async () => {
    const policy = shopWith(({ purposes, roles }) => {
      purposes['study'] = { ...purposes['research'], title: 'Study' }
      roles['analyst'] = { ...roles['analyst'], purposes: ['research', 'study'] }
    })
    const { gate } = testGate({ policy })
    const actor = { ...agent, roles: ['analyst'] as const }
    const research = gate.for('research', { actor })
    const study = gate.for('study' as 'research', { actor })
    const [a, b, c] = await Promise.all([
      research.read('order', order),
      research.read('order', { ...order, id: 8 }),
      study.read('order', order),
    ])
    expect(a.memberId).toMatch(/^hmac:k1:/)
    expect([a.memberId === b.memberId, a.id === b.id]).toEqual([true, false])
    expect([c.memberId, c.id]).not.toContain(a.memberId)
    expect(a.memberId).not.toBe(c.memberId)
    expect(JSON.stringify([a, b, c])).not.toContain('m-1')
  })
})
