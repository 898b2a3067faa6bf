import { describe, expectTypeOf, it } from 'vitest'
import * as z from 'zod'
import type {
  DefinePolicy,
  InputOf,
  Policy,
  PopulationName,
  PurposeName,
  ResourceName,
  RoleName,
  RowOf,
  Within,
} from '../../../src/core/catalog/declaration.js'

declare const definePolicy: DefinePolicy

const Member = z.object({
  id: z.string(),
  createdAt: z.date(),
  repId: z.string(),
  name: z.string(),
  email: z.email().nullable(),
  age: z.number().optional(),
  cardNumber: z.string(),
  address: z.object({ city: z.string(), street: z.string() }).optional(),
  cards: z.array(z.object({ number: z.string(), brand: z.enum(['visa', 'jcb']) })),
})
const fields = {
  id: 'key',
  createdAt: 'nonpersonal',
  repId: 'key',
  name: 'identity',
  age: 'identity',
  email: { category: 'contact', mask: 'email' },
  cardNumber: { category: 'card', mask: 'card', ceiling: 'masked' },
  'address.city': 'postal',
  'address.street': 'postal',
  'cards[].number': { category: 'card', ceiling: 'masked' },
  'cards[].brand': 'payment',
} as const
const categories = {
  identity: {},
  contact: {},
  postal: { within: 'contact' },
  payment: {},
  card: { within: 'payment' },
} as const
const member = { schema: Member, subject: 'id', fields } as const
const support = { title: 'Support', basis: 'contract', uses: ['identity', 'contact'] } as const
const base = {
  name: 'welearn',
  version: '1',
  categories,
  resources: { member },
  purposes: { support },
  roles: {},
} as const

describe('definePolicy: what it takes', () => {
  it('the first example of the README', () => {
    const Member = z.object({
      id: z.string(),
      repId: z.string(),
      name: z.string(),
      email: z.email(),
      cardNumber: z.string(),
    })
    const policy = definePolicy({
      name: 'welearn',
      version: '2026-11-01',
      controller: { name: 'WeLearn Co., Ltd.', contact: 'privacy@example.com' },
      categories: ['identity', 'contact', 'payment'],
      resources: {
        member: {
          schema: Member,
          subject: 'id',
          fields: {
            id: 'key',
            repId: 'key',
            name: 'identity',
            email: 'contact',
            cardNumber: { category: 'payment', mask: 'card', ceiling: 'masked' },
          },
        },
      },
      purposes: {
        support: {
          title: 'Answering inquiries',
          clause: '5(2)',
          basis: 'contract',
          uses: ['identity', 'contact', 'payment'],
        },
        marketing: { title: 'Marketing', basis: 'consent', uses: [] },
        direct_mail: {
          title: 'Sending direct mail',
          clause: '5(6)',
          basis: 'consent',
          within: ['marketing'],
          uses: ['member.name', 'member.email'],
        },
      },
      roles: {
        agent: {
          purposes: ['support'],
          sees: { identity: 'clear', contact: 'clear', payment: 'masked' },
          where: { member: { repId: { $actor: 'id' } } },
        },
        mailer: { purposes: ['direct_mail'], sees: { identity: 'clear', contact: 'clear' } },
      },
      prohibitions: [{ id: 'no-cards-for-marketing', purposes: ['marketing'], of: ['payment'] }],
    })
    type P = typeof policy
    expectTypeOf<PurposeName<P>>().toEqualTypeOf<'support' | 'marketing' | 'direct_mail'>()
    expectTypeOf<ResourceName<P>>().toEqualTypeOf<'member'>()
    expectTypeOf<RoleName<P>>().toEqualTypeOf<'agent' | 'mailer'>()
    expectTypeOf<PopulationName<P>>().toEqualTypeOf<'person'>()
    expectTypeOf<RowOf<P, 'member'>>().toEqualTypeOf<z.output<typeof Member>>()
    expectTypeOf<Within<P, 'marketing'>>().toEqualTypeOf<'marketing' | 'direct_mail'>()
    expectTypeOf(policy).toExtend<Policy>()
  })

  it('every option of the shape at once', () => {
    const Order = z.object({
      number: z.int(),
      shop: z.string(),
      at: z.date(),
      paid: z.boolean().default(false),
      total: z.bigint(),
      customer: Member,
      clerkId: z.number(),
      guests: z.array(z.object({ id: z.string(), name: z.string() })),
      labels: z.record(z.string(), z.string()),
      phones: z.record(z.enum(['home', 'work']), z.object({ number: z.string() })),
      point: z.tuple([z.number(), z.number()]),
      pay: z.discriminatedUnion('by', [
        z.object({ by: z.literal('card'), last4: z.string() }),
        z.object({ by: z.literal('bank'), iban: z.string() }),
      ]),
      note: z.union([z.string(), z.object({ text: z.string() }), z.null()]),
      extra: z.unknown(),
      size: z.string().transform((text) => text.length),
      on: z.preprocess((value) => value, z.object({ day: z.string() })),
    })
    const policy = definePolicy({
      name: 'shop',
      version: '1',
      populations: ['employee'],
      categories: {
        identity: { title: { en: 'Identity', ja: '本人' } },
        contact: { mask: 'email' },
        payment: { title: 'Payment', mask: { op: 'mask', last: 4 } },
        cvc: { within: 'payment', class: 'card_security_code' },
      },
      resources: {
        member: {
          schema: Member,
          subject: 'id',
          collectedAt: 'createdAt',
          fields: {
            ...member.fields,
            'address.city': 'contact',
            'address.street': 'contact',
            cardNumber: 'payment',
            'cards[].number': 'cvc',
          },
        },
        order: {
          schema: Order,
          subject: ['customer.id', { population: 'employee', at: 'clerkId' }],
          id: 'number',
          tenant: 'shop',
          fields: {
            number: 'key',
            shop: 'key',
            at: 'nonpersonal',
            paid: 'nonpersonal',
            total: { category: 'payment', mask: { op: 'generalize', to: 10 }, ceiling: 'masked' },
            customer: { resource: 'member' },
            clerkId: 'key',
            'guests[].id': 'key',
            'guests[].name': { category: 'identity', subject: 'guests[].id' },
            'labels.*': 'nonpersonal',
            'phones.*.number': 'contact',
            'point[]': 'nonpersonal',
            'pay.by': 'payment',
            'pay.last4': 'payment',
            'pay.iban': 'payment',
            note: 'identity',
            'note.text': 'identity',
            extra: 'nonpersonal',
            size: 'nonpersonal',
            'on.day': 'nonpersonal',
          },
        },
        shelf: { schema: z.object({ id: z.string() }), subject: 'none', fields: { id: 'key' } },
      },
      purposes: {
        support: {
          title: { en: 'Support', ja: '問い合わせ対応' },
          basis: 'contract',
          uses: ['identity', { of: 'contact', at: 'masked' }, 'order.total'],
          terms: 2,
          masks: { contact: 'redact', 'member.cardNumber': { op: 'card', bin: true } },
          requires: ['justification'],
          self: { sees: { identity: 'clear' }, may: ['read', 'update'], writes: ['member.name'] },
          objectable: true,
        },
        analytics: { title: 'Analytics', basis: 'legitimate_interests', uses: [], pseudonymous: true },
        repair: {
          title: 'Repair',
          basis: 'contract',
          uses: ['identity'],
          within: ['support', 'analytics'],
          incidental: true,
          self: true,
        },
      },
      roles: {
        agent: [
          {
            purposes: ['support'],
            sees: { identity: 'clear', 'order.total': 'masked' },
            where: {
              member: 'all',
              order: {
                clerkId: { $in: [1, 2], $exists: true },
                at: { $gte: '2026-01-01', $lt: new Date() },
                total: { $gt: '100' },
                shop: { $actor: 'attributes.shop' },
                'pay.by': 'card',
                $or: [{ paid: true }, { $not: { number: null } }],
              },
            },
            may: ['read', 'create', 'update'],
            writes: ['identity', 'member.createdAt'],
            until: '2027-03-31T00:00:00+09:00',
          },
          { purposes: ['repair', 'analytics'], sees: {}, until: new Date() },
        ],
        auditor: { purposes: [], sees: {}, may: ['audit'] },
      },
      prohibitions: [
        { id: 'none-at-all' },
        { id: 'no-export', purposes: ['analytics'], of: ['member.email', 'cvc'], actions: ['export'] },
      ],
    })
    type P = typeof policy
    expectTypeOf<RoleName<P>>().toEqualTypeOf<'agent' | 'auditor'>()
    expectTypeOf<PopulationName<P>>().toEqualTypeOf<'person' | 'employee'>()
    expectTypeOf<InputOf<P, 'order'>['paid']>().toEqualTypeOf<boolean | undefined>()
    expectTypeOf<Within<P, 'support'>>().toEqualTypeOf<'support' | 'repair'>()
    expectTypeOf(policy).toExtend<Policy>()
  })

  it('a declared ancestor classifies every leaf below it', () => {
    definePolicy({
      ...base,
      resources: {
        member: {
          schema: Member,
          subject: 'id',
          fields: {
            id: 'key',
            createdAt: 'nonpersonal',
            repId: 'key',
            name: 'identity',
            age: 'identity',
            email: 'contact',
            cardNumber: 'card',
            address: 'postal',
            'address.city': 'nonpersonal',
            cards: 'card',
          },
        },
      },
    })
  })

  it('a schema inside itself is one leaf', () => {
    const Topic = z.object({
      id: z.string(),
      name: z.string(),
      get parts() {
        return z.array(Topic)
      },
    })
    definePolicy({
      ...base,
      resources: {
        topic: {
          schema: Topic,
          subject: 'none',
          fields: { id: 'key', name: 'nonpersonal', 'parts[]': 'nonpersonal' },
        },
      },
    })
  })

  it('a policy loaded at run time knows any name', () => {
    expectTypeOf<PurposeName<Policy>>().toEqualTypeOf<string>()
    expectTypeOf<ResourceName<Policy>>().toEqualTypeOf<string>()
    expectTypeOf<RoleName<Policy>>().toEqualTypeOf<string>()
  })
})

describe('definePolicy: what it refuses, where it is written', () => {
  const id = z.object({ id: z.string(), name: z.string() })
  const use = { title: '', basis: 'contract' } as const
  const grant = { purposes: ['support'], sees: {} } as const

  it('categories', () => {
    // @ts-expect-error
    definePolicy({ ...base, categories: { contact: {}, postal: { within: 'contcat' } } })
    // @ts-expect-error
    definePolicy({ ...base, categories: { contact: { withn: 'contact' } }, resources: {}, purposes: {} })
    // @ts-expect-error
    definePolicy({ ...base, categories: { ...categories, cvc: { class: 'security_code' } } })
    // @ts-expect-error
    definePolicy({ ...base, categories: { ...categories, contact: { mask: 'emial' } } })
  })

  it('fields', () => {
    const given = (fields: object) => ({ ...base, resources: { member: { schema: Member, subject: 'id', fields } } })
    void given
    // @ts-expect-error
    definePolicy({ ...base, resources: { member: { ...member, fields: { ...fields, name: 'identiy' } } } })
    // @ts-expect-error
    definePolicy({ ...base, resources: { member: { ...member, fields: { ...fields, name: { category: 'identiy' } } } } })
    // @ts-expect-error
    definePolicy({ ...base, resources: { member: { ...member, fields: { ...fields, name: { category: 'identity', celing: 'masked' } } } } })
    // @ts-expect-error
    definePolicy({ ...base, resources: { member: { ...member, fields: { ...fields, name: { category: 'identity', ceiling: 'maskd' } } } } })
    // @ts-expect-error
    definePolicy({ ...base, resources: { member: { ...member, fields: { ...fields, name: { category: 'identity', mask: 'nmae' } } } } })
    // @ts-expect-error
    definePolicy({ ...base, resources: { member: { ...member, fields: { ...fields, name: { category: 'identity', subject: 'idd' } } } } })
    // @ts-expect-error
    definePolicy({ ...base, resources: { member: { ...member, fields: { ...fields, address: { resource: 'adress' } } } } })
    // @ts-expect-error
    definePolicy({ ...base, resources: { member: { ...member, fields: { ...fields, phone: 'contact' } } } })
    // @ts-expect-error
    definePolicy({ ...base, resources: { m: { schema: id, subject: 'id', fields: { id: 'key' } } } })
    // @ts-expect-error
    definePolicy({ ...base, resources: { m: { schema: id, subject: 'id', fields: { id: 'key', nmae: 'identity' } } } })
    // @ts-expect-error
    definePolicy({ ...base, resources: { m: { schema: z.object({ id: z.string(), 'labels': z.record(z.string(), z.string()) }), subject: 'id', fields: { id: 'key', 'labels[]': 'identity' } } } })
  })

  it('resources', () => {
    // @ts-expect-error
    definePolicy({ ...base, resources: { member: { ...member, subject: 'idd' } } })
    // @ts-expect-error
    definePolicy({ ...base, resources: { member: { ...member, subject: 'createdAt' } } })
    // @ts-expect-error
    definePolicy({ ...base, resources: { member: { ...member, subject: { population: 'membr', at: 'id' } } }, populations: ['member'] })
    // @ts-expect-error
    definePolicy({ ...base, resources: { member: { ...member, subject: ['id', { population: 'person', at: 'repIdd' }] } } })
    // @ts-expect-error
    definePolicy({ ...base, resources: { member: { ...member, collectedAt: 'createAt' } } })
    // @ts-expect-error
    definePolicy({ ...base, resources: { member: { ...member, tenant: 'age.of' } } })
    // @ts-expect-error
    definePolicy({ ...base, resources: { member: { ...member, subjct: 'id' } } })
    // @ts-expect-error
    definePolicy({ ...base, resources: { member: { ...member, schema: z.string() } } })
  })

  it('purposes', () => {
    // @ts-expect-error
    definePolicy({ ...base, purposes: { support: { ...use, uses: ['member.emial'] } } })
    // @ts-expect-error
    definePolicy({ ...base, purposes: { support: { ...use, uses: ['member.cards.brand'] } } })
    // @ts-expect-error
    definePolicy({ ...base, purposes: { support: { ...use, uses: [{ of: 'contcat', at: 'masked' }] } } })
    // @ts-expect-error
    definePolicy({ ...base, purposes: { support: { ...use, uses: [{ of: 'contact', at: 'hidden' }] } } })
    // @ts-expect-error
    definePolicy({ ...base, purposes: { support, mail: { ...use, uses: [], within: ['suport'] } } })
    // @ts-expect-error
    definePolicy({ ...base, purposes: { support, mail: { ...use, uses: [], witihn: ['support'] } } })
    // @ts-expect-error
    definePolicy({ ...base, purposes: { support: { title: '', basis: 'contrct', uses: [] } } })
    // @ts-expect-error
    definePolicy({ ...base, purposes: { support: { basis: 'contract', uses: [] } } })
    // @ts-expect-error
    definePolicy({ ...base, purposes: { support: { ...use, uses: [], masks: { contact: 'email', contcat: 'email' } } } })
    // @ts-expect-error
    definePolicy({ ...base, purposes: { support: { ...use, uses: [], masks: { contact: 'emial' } } } })
    // @ts-expect-error
    definePolicy({ ...base, purposes: { support: { ...use, uses: [], self: { see: {} } } } })
    // @ts-expect-error
    definePolicy({ ...base, purposes: { support: { ...use, uses: [], self: { sees: { contcat: 'clear' } } } } })
    // @ts-expect-error
    definePolicy({ ...base, purposes: { support: { ...use, uses: [], requires: ['reason'] } } })
    // @ts-expect-error
    definePolicy({ ...base, purposes: { support: { ...use, uses: [], retention: 'P2Y' } } })
  })

  it('roles', () => {
    // @ts-expect-error
    definePolicy({ ...base, roles: { agent: { ...grant, purposes: ['suport'] } } })
    // @ts-expect-error
    definePolicy({ ...base, roles: { agent: { ...grant, sees: { identiti: 'clear' } } } })
    // @ts-expect-error
    definePolicy({ ...base, roles: { agent: { ...grant, sees: { 'member.emial': 'clear' } } } })
    // @ts-expect-error
    definePolicy({ ...base, roles: { agent: { ...grant, may: ['reed'] } } })
    // @ts-expect-error
    definePolicy({ ...base, roles: { agent: { ...grant, writes: ['member.nmae'] } } })
    // @ts-expect-error
    definePolicy({ ...base, roles: { agent: { ...grant, wher: {} } } })
    // @ts-expect-error
    definePolicy({ ...base, roles: { agent: [{ ...grant }, { ...grant, sees: { identiti: 'clear' } }] } })
    // @ts-expect-error
    definePolicy({ ...base, roles: { agent: [{ ...grant, purposes: ['suport'] }] } })
  })

  it('conditions', () => {
    // @ts-expect-error
    definePolicy({ ...base, roles: { agent: { ...grant, where: { membr: {} } } } })
    // @ts-expect-error
    definePolicy({ ...base, roles: { agent: { ...grant, where: { member: 'al' } } } })
    // @ts-expect-error
    definePolicy({ ...base, roles: { agent: { ...grant, where: { member: { repID: 'a' } } } } })
    // @ts-expect-error
    definePolicy({ ...base, roles: { agent: { ...grant, where: { member: { 'cards[].brand': 'visa' } } } } })
    // @ts-expect-error
    definePolicy({ ...base, roles: { agent: { ...grant, where: { member: { age: { $gte: '18' } } } } } })
    // @ts-expect-error
    definePolicy({ ...base, roles: { agent: { ...grant, where: { member: { age: { $gtee: 18 } } } } } })
    // @ts-expect-error
    definePolicy({ ...base, roles: { agent: { ...grant, where: { member: { name: { $actor: 'idd' } } } } } })
    // @ts-expect-error
    definePolicy({ ...base, roles: { agent: { ...grant, where: { member: { $and: [{ nmae: 'a' }] } } } } })
  })

  it('prohibitions and the rest', () => {
    // @ts-expect-error
    definePolicy({ ...base, prohibitions: [{ id: 'x', purposes: ['suport'] }] })
    // @ts-expect-error
    definePolicy({ ...base, prohibitions: [{ id: 'x', of: ['paymet'] }] })
    // @ts-expect-error
    definePolicy({ ...base, prohibitions: [{ id: 'x', action: ['read'] }] })
    // @ts-expect-error
    definePolicy({ ...base, prohibitions: [{ purposes: ['support'] }] })
    // @ts-expect-error
    definePolicy({ ...base, controler: { name: '', contact: '' } })
    // @ts-expect-error
    definePolicy({ ...base, recipients: {} })
    // @ts-expect-error
    definePolicy({ name: '', version: '', categories: [], resources: {}, purpuses: {}, roles: {} })
  })
})
