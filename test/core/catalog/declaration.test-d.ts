import { describe, expectTypeOf, it } from 'vitest'
import * as z from 'zod'
import type {
  DefinePolicy,
  InputOf,
  Policy,
  PopulationName,
  PurposeName,
  RecipientName,
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
    // Type '"contcat"' is not assignable to type '"contact" | "postal"'. Did you mean '"contact"'?
    // @ts-expect-error
    definePolicy({ ...base, categories: { contact: {}, postal: { within: 'contcat' } } })
    // Type '"contact"' is not assignable to type '"'withn' does not exist in a category"'.
    // @ts-expect-error
    definePolicy({ ...base, categories: { contact: { withn: 'contact' } }, resources: {}, purposes: {} })
    // Type '"security_code"' is not assignable to type '"special_care" | "my_number" | "card_security_code"'.
    // @ts-expect-error
    definePolicy({ ...base, categories: { ...categories, cvc: { class: 'security_code' } } })
    // Type '"emial"' is not assignable to type 'OperatorDeclaration'. Did you mean '"email"'?
    // @ts-expect-error
    definePolicy({ ...base, categories: { ...categories, contact: { mask: 'emial' } } })
  })

  it('fields', () => {
    definePolicy({
      ...base,
      // Type '"identiy"' is not assignable to type 'FieldClass<"identity" | "contact" | …>'. Did you mean '"identity"'?
      // @ts-expect-error
      resources: { member: { ...member, fields: { ...fields, name: 'identiy' } } },
    })
    definePolicy({
      ...base,
      // Type '"identiy"' is not assignable to type '"identity" | "contact" | …'. Did you mean '"identity"'?
      // @ts-expect-error
      resources: { member: { ...member, fields: { ...fields, name: { category: 'identiy' } } } },
    })
    definePolicy({
      ...base,
      resources: {
        member: {
          ...member,
          // Type '"masked"' is not assignable to type '"'celing' does not exist in a field"'.
          // @ts-expect-error
          fields: { ...fields, name: { category: 'identity', celing: 'masked' } },
        },
      },
    })
    definePolicy({
      ...base,
      resources: {
        member: {
          ...member,
          // Type '"maskd"' is not assignable to type '"hidden" | "masked" | "clear"'. Did you mean '"masked"'?
          // @ts-expect-error
          fields: { ...fields, name: { category: 'identity', ceiling: 'maskd' } },
        },
      },
    })
    definePolicy({
      ...base,
      resources: {
        member: {
          ...member,
          // Type '"idd"' is not assignable to type '"id" | "repId" | "name" | … | PersonAt<…>'.
          // @ts-expect-error
          fields: { ...fields, name: { category: 'identity', subject: 'idd' } },
        },
      },
    })
    definePolicy({
      ...base,
      // Type '"membr"' is not assignable to type '"member"'.
      // @ts-expect-error
      resources: { member: { ...member, fields: { ...fields, address: { resource: 'membr' } } } },
    })
    definePolicy({
      ...base,
      // Type '"contact"' is not assignable to type '"'phone' does not exist in this schema"'.
      // @ts-expect-error
      resources: { member: { ...member, fields: { ...fields, phone: 'contact' } } },
    })
    const { 'address.street': _, ...rest } = fields
    // Property 'name' is missing in type '{ id: "key"; }' but required in type '{ readonly id: …; readonly name: …; }'.
    // @ts-expect-error
    definePolicy({ ...base, resources: { m: { schema: id, subject: 'id', fields: { id: 'key' } } } })
    definePolicy({
      ...base,
      // Object literal may only specify known properties, and 'nmae' does not exist in type '{ … readonly name: …; }'.
      // @ts-expect-error
      resources: { m: { schema: id, subject: 'id', fields: { id: 'key', nmae: 'identity' } } },
    })
    definePolicy({
      ...base,
      // Property ''address.street'' is missing in type '{ … "address.city": "postal"; }' but required in type '{ … }'.
      // @ts-expect-error
      resources: { member: { ...member, fields: rest } },
    })
  })

  it('resources', () => {
    // Type '"idd"' is not assignable to type '"id" | "repId" | "name" | "none" | … | PersonAt<…>'.
    // @ts-expect-error
    definePolicy({ ...base, resources: { member: { ...member, subject: 'idd' } } })
    // @ts-expect-error a date is no identifier
    definePolicy({ ...base, resources: { member: { ...member, subject: 'createdAt' } } })
    definePolicy({
      ...base,
      populations: ['member'],
      // Type '"membr"' is not assignable to type '"person" | "member"'. Did you mean '"member"'?
      // @ts-expect-error
      resources: { member: { ...member, subject: { population: 'membr', at: 'id' } } },
    })
    definePolicy({
      ...base,
      // Type '"repIdd"' is not assignable to type '"id" | "repId" | "name" | …'. Did you mean '"repId"'?
      // @ts-expect-error
      resources: { member: { ...member, subject: ['id', { population: 'person', at: 'repIdd' }] } },
    })
    // Type '"createAt"' is not assignable to type '"id" | "createdAt" | …'. Did you mean '"createdAt"'?
    // @ts-expect-error
    definePolicy({ ...base, resources: { member: { ...member, collectedAt: 'createAt' } } })
    // @ts-expect-error a tenant stands at one place
    definePolicy({ ...base, resources: { member: { ...member, tenant: 'cards[].number' } } })
    // Type '"id"' is not assignable to type '"'subjct' does not exist in a resource"'.
    // @ts-expect-error
    definePolicy({ ...base, resources: { member: { ...member, subjct: 'id' } } })
    // Type 'ZodString' is not assignable to type 'ObjectSchema'.
    // @ts-expect-error
    definePolicy({ ...base, resources: { member: { ...member, schema: z.string() } } })
  })

  it('purposes', () => {
    // Type '"member.emial"' is not assignable to type '"identity" | "contact" | …'. Did you mean '"member.email"'?
    // @ts-expect-error
    definePolicy({ ...base, purposes: { support: { ...use, uses: ['member.emial'] } } })
    // Type '"member.cards.brand"' … Did you mean '"member.cards[].brand"'?
    // @ts-expect-error
    definePolicy({ ...base, purposes: { support: { ...use, uses: ['member.cards.brand'] } } })
    // Type '"contcat"' is not assignable to type '"identity" | "contact" | …'. Did you mean '"contact"'?
    // @ts-expect-error
    definePolicy({ ...base, purposes: { support: { ...use, uses: [{ of: 'contcat', at: 'masked' }] } } })
    // @ts-expect-error Type '"hidden"' is not assignable to type '"masked" | "clear" | …'.
    definePolicy({ ...base, purposes: { support: { ...use, uses: [{ of: 'contact', at: 'hidden' }] } } })
    // Type '"suport"' is not assignable to type '"support" | "mail"'. Did you mean '"support"'?
    // @ts-expect-error
    definePolicy({ ...base, purposes: { support, mail: { ...use, uses: [], within: ['suport'] } } })
    // Type 'string[]' is not assignable to type '"'witihn' does not exist in a purpose"'.
    // @ts-expect-error
    definePolicy({ ...base, purposes: { support, mail: { ...use, uses: [], witihn: ['support'] } } })
    // Type '"contrct"' is not assignable to type '"consent" | "contract" | …'. Did you mean '"contract"'?
    // @ts-expect-error
    definePolicy({ ...base, purposes: { support: { title: '', basis: 'contrct', uses: [] } } })
    // Property 'title' is missing in type '{ basis: "contract"; uses: never[]; }' but required in type 'PurposeRule<…>'.
    // @ts-expect-error
    definePolicy({ ...base, purposes: { support: { basis: 'contract', uses: [] } } })
    definePolicy({
      ...base,
      // Type '"email"' is not assignable to type '"'contcat' does not exist in this policy"'.
      // @ts-expect-error
      purposes: { support: { ...use, uses: [], masks: { contact: 'email', contcat: 'email' } } },
    })
    // Type '"emial"' is not assignable to type 'OperatorDeclaration'. Did you mean '"email"'?
    // @ts-expect-error
    definePolicy({ ...base, purposes: { support: { ...use, uses: [], masks: { contact: 'emial' } } } })
    // Type '{}' is not assignable to type '"'see' does not exist in self"'.
    // @ts-expect-error
    definePolicy({ ...base, purposes: { support: { ...use, uses: [], self: { see: {} } } } })
    definePolicy({
      ...base,
      // Type '"clear"' is not assignable to type '"'contcat' does not exist in this policy"'.
      // @ts-expect-error
      purposes: { support: { ...use, uses: [], self: { sees: { contcat: 'clear' } } } },
    })
    // Type '"reason"' is not assignable to type '"justification"'.
    // @ts-expect-error
    definePolicy({ ...base, purposes: { support: { ...use, uses: [], requires: ['reason'] } } })
  })

  it('roles', () => {
    // Type '"suport"' is not assignable to type '"support"'.
    // @ts-expect-error
    definePolicy({ ...base, roles: { agent: { ...grant, purposes: ['suport'] } } })
    // Object literal may only specify known properties, but 'identiti' does not exist in type '{ … }'. Did you mean …
    // @ts-expect-error
    definePolicy({ ...base, roles: { agent: { ...grant, sees: { identiti: 'clear' } } } })
    // Object literal may only specify known properties, and ''member.emial'' does not exist in type '{ … }'.
    // @ts-expect-error
    definePolicy({ ...base, roles: { agent: { ...grant, sees: { 'member.emial': 'clear' } } } })
    // Type '"reed"' is not assignable to type '"read" | "create" | "update" | "delete" | …'.
    // @ts-expect-error
    definePolicy({ ...base, roles: { agent: { ...grant, may: ['reed'] } } })
    // Type '"member.nmae"' is not assignable to type '"identity" | "contact" | …'. Did you mean '"member.name"'?
    // @ts-expect-error
    definePolicy({ ...base, roles: { agent: { ...grant, writes: ['member.nmae'] } } })
    // Object literal may only specify known properties, and 'wher' does not exist in type 'NoInfer<Grant<…>>'.
    // @ts-expect-error
    definePolicy({ ...base, roles: { agent: { ...grant, wher: {} } } })
    // Object literal may only specify known properties, but 'identiti' does not exist in type '{ … }'. Did you mean …
    // @ts-expect-error
    definePolicy({ ...base, roles: { agent: [grant, { ...grant, sees: { identiti: 'clear' } }] } })
    // Type '"suport"' is not assignable to type '"support"'.
    // @ts-expect-error
    definePolicy({ ...base, roles: { agent: [{ ...grant, purposes: ['suport'] }] } })
  })

  it('conditions', () => {
    // Object literal may only specify known properties, but 'membr' does not exist in type '{ … }'. Did you mean …
    // @ts-expect-error
    definePolicy({ ...base, roles: { agent: { ...grant, where: { membr: {} } } } })
    // Type '"al"' is not assignable to type '"all" | ({ readonly id?: Test<string>; … } & { … })'.
    // @ts-expect-error
    definePolicy({ ...base, roles: { agent: { ...grant, where: { member: 'al' } } } })
    // Object literal may only specify known properties, but 'repID' does not exist in type '{ … }'. Did you mean …
    // @ts-expect-error
    definePolicy({ ...base, roles: { agent: { ...grant, where: { member: { repID: 'a' } } } } })
    // @ts-expect-error a list has no one value
    definePolicy({ ...base, roles: { agent: { ...grant, where: { member: { 'cards[].brand': 'visa' } } } } })
    // Type 'string' is not assignable to type 'number | ActorValueRef | undefined'.
    // @ts-expect-error
    definePolicy({ ...base, roles: { agent: { ...grant, where: { member: { age: { $gte: '18' } } } } } })
    // Object literal may only specify known properties, and '$gtee' does not exist in type 'ActorValueRef | …'.
    // @ts-expect-error
    definePolicy({ ...base, roles: { agent: { ...grant, where: { member: { age: { $gtee: 18 } } } } } })
    // Type '"idd"' is not assignable to type '"id" | "kind" | "tenant" | "subject" | `attributes.${string}`'.
    // @ts-expect-error
    definePolicy({ ...base, roles: { agent: { ...grant, where: { member: { name: { $actor: 'idd' } } } } } })
    // Object literal may only specify known properties, and 'nmae' does not exist in type '{ … }'.
    // @ts-expect-error
    definePolicy({ ...base, roles: { agent: { ...grant, where: { member: { $and: [{ nmae: 'a' }] } } } } })
  })

  it('prohibitions and what stands beside them', () => {
    // Type '"suport"' is not assignable to type '"support"'.
    // @ts-expect-error
    definePolicy({ ...base, prohibitions: [{ id: 'x', purposes: ['suport'] }] })
    // Type '"paymet"' is not assignable to type '"identity" | "contact" | …'. Did you mean '"payment"'?
    // @ts-expect-error
    definePolicy({ ...base, prohibitions: [{ id: 'x', of: ['paymet'] }] })
    // Object literal may only specify known properties, but 'action' does not exist … Did you mean to write 'actions'?
    // @ts-expect-error
    definePolicy({ ...base, prohibitions: [{ id: 'x', action: ['read'] }] })
    // Property 'id' is missing in type '{ purposes: "support"[]; }' but required in type 'ProhibitionDeclaration<…>'.
    // @ts-expect-error
    definePolicy({ ...base, prohibitions: [{ purposes: ['support'] }] })
    // Object literal may only specify known properties, but 'controler' does not exist … Did you mean 'controller'?
    // @ts-expect-error
    definePolicy({ ...base, controler: { name: '', contact: '' } })
    // Object literal may only specify known properties, but 'purpuses' does not exist … Did you mean 'purposes'?
    // @ts-expect-error
    definePolicy({ name: '', version: '', categories: [], resources: {}, purpuses: {}, roles: {} })
  })

  it('signals', () => {
    definePolicy({
      ...base,
      signals: {
        denials: { count: 20, withinMs: 60_000 },
        bulk: [{ people: 500 }, { people: 5000, withinMs: 60_000, purposes: ['support'] }],
        exceptions: true,
        newPairs: { learnMs: 1000 },
      },
    })
    // Type '"suport"' is not assignable to type '"support"'.
    // @ts-expect-error
    definePolicy({ ...base, signals: { bulk: { people: 500, purposes: ['suport'] } } })
    // Object literal may only specify known properties, but 'denial' does not exist … Did you mean to write 'denials'?
    // @ts-expect-error
    definePolicy({ ...base, signals: { denial: { count: 20, withinMs: 60_000 } } })
    // Property 'withinMs' is missing in type '{ count: number; }' but required in type 'DenialsSignal<"support">'.
    // @ts-expect-error
    definePolicy({ ...base, signals: { denials: { count: 20 } } })
  })

  it('recipients', () => {
    const entrustee = {
      kind: 'entrustee',
      certification: { name: 'Privacy Mark', expires: '2027-03-31' },
      purposes: ['support'],
    } as const
    const policy = definePolicy({
      ...base,
      controller: { name: 'WeLearn', contact: 'privacy@example.com', country: 'JP' },
      recipients: {
        mailer: { ...entrustee, review: new Date(0) },
        insurer: {
          kind: 'third_party',
          title: { en: 'Insurer', ja: '保険会社' },
          class: 'insurers',
          country: 'US',
          transfer: { basis: 'consent', system: 'No law for all sectors', measures: 'Contract' },
          of: ['identity', 'member.email'],
        },
      },
      prohibitions: [{ id: 'none', recipients: ['insurer'] }],
    })
    expectTypeOf<RecipientName<typeof policy>>().toEqualTypeOf<'mailer' | 'insurer'>()
    // Type '"entrusted"' is not assignable to type '"third_party" | "entrustee" | …'. Did you mean '"entrustee"'?
    // @ts-expect-error
    definePolicy({ ...base, recipients: { mailer: { kind: 'entrusted' } } })
    // Type '"suport"' is not assignable to type '"support"'.
    // @ts-expect-error
    definePolicy({ ...base, recipients: { mailer: { ...entrustee, purposes: ['suport'] } } })
    // Type '"identiti"' is not assignable to type '"identity" | "contact" | …'. Did you mean '"identity"'?
    // @ts-expect-error
    definePolicy({ ...base, recipients: { mailer: { ...entrustee, of: ['identiti'] } } })
    // Object literal may only specify known properties, but 'contry' does not exist … Did you mean to write 'country'?
    // @ts-expect-error
    definePolicy({ ...base, recipients: { mailer: { ...entrustee, contry: 'US' } } })
    // Type '"sccs"' is not assignable to type '"consent" | "adequacy" | …'. Did you mean '"scc"'?
    // @ts-expect-error
    definePolicy({ ...base, recipients: { a: { ...entrustee, country: 'US', transfer: { basis: 'sccs' } } } })
    definePolicy({
      ...base,
      recipients: { mailer: entrustee },
      // Type '"maler"' is not assignable to type '"mailer"'.
      // @ts-expect-error
      prohibitions: [{ id: 'x', recipients: ['maler'] }],
    })
  })

  it('retention, change, exceptions and messages', () => {
    const use = { title: 'Use', basis: 'contract', uses: ['identity'] } as const
    const reasons = { link: 'a', context: 'b', nature: 'c', consequences: 'd', safeguards: 'e' } as const
    definePolicy({
      ...base,
      resources: {
        member: {
          ...member,
          collectedAt: 'createdAt',
          fields: {
            ...fields,
            name: { category: 'identity', retention: { period: 'P5Y', from: 'createdAt' } },
          },
        },
      },
      purposes: {
        support: {
          ...use,
          retention: { period: 'P1Y6M', from: 'createdAt' },
          compatibleWith: [{ purpose: 'gone', reasons, announced: '2026-11-01', effective: new Date(0) }],
          exceptions: ['appi_18_3_2', 'appi_27_1_1', 'gdpr_6_1_c'],
          message: 'transactional',
        },
        other: { ...use, retention: 'P90D' },
      },
    })
    // Type '"5 years"' is not assignable to type '`P${string}` | { … }'.
    // @ts-expect-error
    definePolicy({ ...base, purposes: { support: { ...use, retention: '5 years' } } })
    definePolicy({
      ...base,
      // Type '"createdat"' is not assignable to type '"collectedAt" | "createdAt" | …'. Did you mean '"createdAt"'?
      // @ts-expect-error
      purposes: { support: { ...use, retention: { period: 'P1Y', from: 'createdat' } } },
    })
    definePolicy({
      ...base,
      resources: {
        member: {
          ...member,
          fields: {
            ...fields,
            // Type '"createdat"' is not assignable to type '"collectedAt" | "createdAt" | …'. Did you mean '"createdAt"'?
            // @ts-expect-error
            name: { category: 'identity', retention: { period: 'P5Y', from: 'createdat' } },
          },
        },
      },
    })
    // Type '"appi_18_3_7"' is not assignable to type '"appi_18_3_1" | …'. Did you mean '"appi_18_3_1"'?
    // @ts-expect-error
    definePolicy({ ...base, purposes: { support: { ...use, exceptions: ['appi_18_3_7'] } } })
    // Type '"promotional"' is not assignable to type '"transactional" | "marketing"'.
    // @ts-expect-error
    definePolicy({ ...base, purposes: { support: { ...use, message: 'promotional' } } })
    definePolicy({
      ...base,
      // Type '{ link: string; }' is missing the following properties …: context, nature, consequences, safeguards
      // @ts-expect-error
      purposes: { support: { ...use, compatibleWith: [{ purpose: 'x', reasons: { link: 'a' } }] } },
    })
  })
})
