import { definePolicy, type Masked, type Requirable, type View } from 'purposebound'
import { describe, expectTypeOf, it } from 'vitest'
import * as z from 'zod'

const Order = z.object({
  id: z.string(),
  at: z.date(),
  shard: z.bigint(),
  note: z.string(),
  address: z.object({ city: z.string(), geo: z.object({ lat: z.number(), label: z.string() }) }),
  cards: z.array(z.object({ brand: z.string(), number: z.string() })),
  vault: z.object({ code: z.string(), hint: z.string() }),
})

const policy = definePolicy({
  name: 'p',
  version: '1',
  categories: ['contact', 'place', 'payment'],
  resources: {
    order: {
      schema: Order,
      subject: 'id',
      fields: {
        id: 'key',
        at: 'nonpersonal',
        shard: 'key',
        note: 'contact',
        address: { category: 'contact', ceiling: 'masked' },
        'address.city': 'place',
        'address.geo.label': { category: 'place', ceiling: 'hidden' },
        cards: { category: 'payment', ceiling: 'clear' },
        'cards[].number': { category: 'payment', ceiling: 'masked' },
        vault: { category: 'payment', ceiling: 'hidden' },
        'vault.hint': { category: 'contact', ceiling: 'masked' },
      },
    },
  },
  purposes: { support: { title: 'Support', basis: 'contract', uses: ['contact', 'place', 'payment'] } },
  roles: {},
})
type Support = View<typeof policy, 'support', 'order'>

describe('a ceiling on a place, in the type of a view', () => {
  it('masks what has an entry of its own below it', () => {
    expectTypeOf<NonNullable<Support['address']>['city']>().toEqualTypeOf<Masked | undefined>()
    expectTypeOf<NonNullable<NonNullable<Support['address']>['geo']>['lat']>().toEqualTypeOf<
      Masked | undefined
    >()
  })

  it('leaves the lower of two', () => {
    expectTypeOf<keyof NonNullable<NonNullable<Support['address']>['geo']>>().toEqualTypeOf<'lat'>()
    expectTypeOf<keyof Support>().toEqualTypeOf<
      'id' | 'at' | 'shard' | 'note' | 'address' | 'cards' | '~bound'
    >()
    expectTypeOf<NonNullable<Support['cards']>[number]>().toEqualTypeOf<{
      readonly brand?: string | Masked
      readonly number?: Masked
    }>()
  })

  it('lets nothing below it be required clear', () => {
    expectTypeOf<Requirable<typeof policy, 'support', 'order'>>().toEqualTypeOf<
      'id' | 'at' | 'shard' | 'note' | 'cards[].brand'
    >()
  })
})

describe('what nothing is asked about', () => {
  const resource = {
    schema: Order.pick({ id: true, at: true, shard: true, note: true }),
    subject: 'id',
  } as const
  const fields = { id: 'key', at: 'nonpersonal', shard: 'key', note: 'contact' } as const
  const base = {
    name: 'p',
    version: '1',
    categories: ['contact'],
    resources: { order: { ...resource, fields } },
  } as const
  const purposes = { support: { title: 'Support', basis: 'contract', uses: ['contact'] } } as const

  it('is named by no use, no mask and no grant', () => {
    definePolicy({
      ...base,
      roles: {},
      // @ts-expect-error a key is shown with every permitted row
      purposes: { support: { title: 'S', basis: 'contract', uses: ['order.id'] } },
    })
    definePolicy({
      ...base,
      roles: {},
      // @ts-expect-error a nonpersonal field is never masked
      purposes: { support: { title: 'S', basis: 'contract', uses: [], masks: { 'order.at': 'redact' } } },
    })
    definePolicy({
      ...base,
      purposes,
      // @ts-expect-error a key cannot be hidden by a grant
      roles: { agent: { purposes: ['support'], sees: { 'order.id': 'hidden' } } },
    })
  })

  it('may be written and forbidden', () => {
    const written = definePolicy({
      ...base,
      purposes,
      roles: { agent: { purposes: ['support'], sees: { 'order.note': 'clear' }, writes: ['order.at'] } },
      prohibitions: [{ id: 'no', of: ['order.id', 'order.at'] }],
    })
    expectTypeOf(written.name).toBeString()
  })

  it('a tenant is a text or a number: no date, no bigint', () => {
    const define = { name: 'p', version: '1', categories: ['contact'], purposes, roles: {} } as const
    definePolicy({ ...define, resources: { order: { ...resource, fields, tenant: 'note' } } })
    // @ts-expect-error a date
    definePolicy({ ...define, resources: { order: { ...resource, fields, tenant: 'at' } } })
    // @ts-expect-error a bigint
    definePolicy({ ...define, resources: { order: { ...resource, fields, tenant: 'shard' } } })
    // @ts-expect-error a date
    definePolicy({ ...define, resources: { order: { ...resource, fields, id: 'at' } } })
  })
})
