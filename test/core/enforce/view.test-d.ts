import { describe, expectTypeOf, it } from 'vitest'
import * as z from 'zod'
import type { DefinePolicy, Policy, RowOf, Within } from '../../../src/core/catalog/declaration.js'
import type { Draft, StoredRow } from '../../../src/core/enforce/row-type.js'
import type { Bound, IsClear, Masked, Requirable, View } from '../../../src/core/enforce/view-type.js'

declare const definePolicy: DefinePolicy
declare const isClear: IsClear

const Member = z.object({
  id: z.string(),
  createdAt: z.date(),
  repId: z.number(),
  name: z.string(),
  email: z.email().nullable(),
  age: z.number().optional(),
  cardNumber: z.string(),
  lastLoginIp: z.string(),
  address: z.object({ city: z.string(), street: z.string() }).optional(),
  cards: z.array(z.object({ number: z.string(), brand: z.enum(['visa', 'jcb']), cvc: z.string() })),
})

const Order = z.object({
  number: z.int(),
  clerkId: z.number(),
  customer: Member.pick({ id: true, createdAt: true, repId: true, name: true, email: true }).optional(),
  labels: z.record(z.string(), z.string()),
  phones: z.record(z.enum(['home', 'work']), z.object({ number: z.string(), memo: z.string() })),
  point: z.tuple([z.number(), z.number()]),
  pay: z.discriminatedUnion('by', [
    z.object({ by: z.literal('card'), last4: z.string(), cvc: z.string() }),
    z.object({ by: z.literal('bank'), iban: z.string() }),
  ]),
  note: z.union([z.string(), z.object({ text: z.string() }), z.null()]),
  size: z.string().transform((text) => text.length),
  extra: z.object({ a: z.string() }).transform((value) => value),
  secret: z.string(),
  delivery: z.object({ to: z.string(), at: z.object({ day: z.date(), hour: z.number().nullable() }) }),
  read: z.boolean().default(false),
})

const policy = definePolicy({
  name: 'welearn',
  version: '1',
  populations: ['employee'],
  categories: {
    identity: {},
    contact: {},
    postal: { within: 'contact' },
    payment: {},
    card: { within: 'payment' },
    cvc: { within: 'card', class: 'card_security_code' },
    usage: {},
  },
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
        email: { category: 'contact', mask: 'email' },
        cardNumber: { category: 'card', mask: 'card', ceiling: 'masked' },
        lastLoginIp: { category: 'usage', ceiling: 'hidden' },
        'address.city': 'postal',
        'address.street': 'postal',
        'cards[].number': { category: 'card', ceiling: 'masked' },
        'cards[].brand': 'payment',
        'cards[].cvc': 'cvc',
      },
    },
    order: {
      schema: Order,
      subject: ['customer.id', { population: 'employee', at: 'clerkId' }],
      id: 'number',
      fields: {
        number: 'key',
        clerkId: 'key',
        customer: { resource: 'member' },
        'labels.*': 'usage',
        'phones.*.number': 'contact',
        'phones.*.memo': 'usage',
        point: 'nonpersonal',
        'pay.by': 'payment',
        'pay.last4': 'card',
        'pay.iban': 'payment',
        'pay.cvc': 'cvc',
        note: 'identity',
        'note.text': 'identity',
        size: 'identity',
        extra: 'identity',
        secret: { category: 'identity', subject: { population: 'employee', at: 'clerkId' } },
        delivery: 'contact',
        'delivery.at.hour': 'usage',
        read: 'nonpersonal',
      },
    },
  },
  purposes: {
    support: {
      title: 'Support',
      basis: 'contract',
      uses: ['identity', 'contact', 'member.cardNumber', 'member.cards[].brand', 'usage', 'cvc'],
    },
    billing: {
      title: 'Billing',
      basis: 'contract',
      uses: [
        'payment',
        { of: 'contact', at: 'masked' },
        'member.address.city',
        { of: 'order.pay.last4', at: 'masked' },
      ],
    },
    marketing: { title: 'Marketing', basis: 'consent', uses: [] },
    direct_mail: {
      title: 'Direct mail',
      basis: 'consent',
      within: ['marketing'],
      uses: ['member.name', 'member.email', 'order.secret'],
    },
    analytics: { title: 'Analytics', basis: 'consent', uses: ['usage', 'order.extra'], pseudonymous: true },
  },
  roles: { agent: { purposes: ['support'], sees: { identity: 'clear' } } },
})
type Declared = typeof policy
/** Naming the type of a policy keeps hovers and declaration files short. */
interface Welearn extends Declared {}
type Shown<
  U extends 'support' | 'billing' | 'direct_mail' | 'analytics',
  N extends 'member' | 'order',
> = View<Welearn, U, N>

describe('View: what is there', () => {
  it('keys and nonpersonal fields always, used fields perhaps, others not at all', () => {
    expectTypeOf<Shown<'direct_mail', 'member'>>().toEqualTypeOf<
      {
        readonly id: string
        readonly createdAt: Date
        readonly repId: number
        readonly name?: string | Masked
        readonly email?: string | Masked | null
      } & Bound<'direct_mail', 'member'>
    >()
  })

  it('categories by their tree, ceilings, nested objects and lists', () => {
    expectTypeOf<Shown<'support', 'member'>>().toEqualTypeOf<
      {
        readonly id: string
        readonly createdAt: Date
        readonly repId: number
        readonly name?: string | Masked
        readonly age?: number | Masked | undefined
        readonly email?: string | Masked | null
        readonly cardNumber?: Masked
        readonly address?: { readonly city?: string | Masked; readonly street?: string | Masked } | undefined
        readonly cards?: readonly { readonly brand?: 'visa' | 'jcb' | Masked }[]
      } & Bound<'support', 'member'>
    >()
  })

  it('the nearest use decides: a field before its category, a category before its parents', () => {
    expectTypeOf<Shown<'billing', 'member'>>().toEqualTypeOf<
      {
        readonly id: string
        readonly createdAt: Date
        readonly repId: number
        readonly email?: Masked | null
        readonly cardNumber?: Masked
        readonly address?: { readonly city?: string | Masked; readonly street?: Masked } | undefined
        readonly cards?: readonly { readonly number?: Masked; readonly brand?: 'visa' | 'jcb' | Masked }[]
      } & Bound<'billing', 'member'>
    >()
  })

  it('records, tuples, unions, opaque leaves, nested rows and ancestors that classify what is below', () => {
    type Nested = {
      readonly id: string
      readonly createdAt: Date
      readonly repId: number
      readonly name?: string | Masked
      readonly email?: string | Masked | null
    } & Bound<'support', 'member'>
    type View = Shown<'support', 'order'>
    expectTypeOf<View['number']>().toEqualTypeOf<number>()
    expectTypeOf<View['customer']>().toEqualTypeOf<Nested | undefined>()
    expectTypeOf<View['labels']>().toEqualTypeOf<{ readonly [name: string]: string | Masked } | undefined>()
    expectTypeOf<View['phones']>().toEqualTypeOf<
      | {
          readonly home?: { readonly number?: string | Masked; readonly memo?: string | Masked }
          readonly work?: { readonly number?: string | Masked; readonly memo?: string | Masked }
        }
      | undefined
    >()
    expectTypeOf<View['point']>().toEqualTypeOf<readonly number[]>()
    expectTypeOf<View['note']>().toEqualTypeOf<
      string | Masked | { readonly text?: string | Masked } | null | undefined
    >()
    expectTypeOf<View['size']>().toEqualTypeOf<number | undefined>()
    expectTypeOf<View['extra']>().toEqualTypeOf<{ a: string } | undefined>()
    expectTypeOf<View['delivery']>().toEqualTypeOf<
      | {
          readonly to?: string | Masked
          readonly at?: { readonly day?: Date | Masked; readonly hour?: number | Masked | null }
        }
      | undefined
    >()
    expectTypeOf<View['read']>().toEqualTypeOf<boolean>()
    expectTypeOf<View>().not.toHaveProperty('pay')
  })

  it('a union of objects stays one, each with its own fields; a security code never leaves', () => {
    expectTypeOf<Shown<'billing', 'order'>['pay']>().toEqualTypeOf<
      | { readonly by?: 'card' | Masked; readonly last4?: Masked }
      | { readonly by?: 'bank' | Masked; readonly iban?: string | Masked }
      | undefined
    >()
    expectTypeOf<Shown<'billing', 'order'>['delivery']>().toEqualTypeOf<
      { readonly to?: Masked; readonly at?: { readonly day?: Masked } } | undefined
    >()
  })

  it('keys are pseudonyms, which are strings, where the purpose says so', () => {
    expectTypeOf<Shown<'analytics', 'member'>>().toEqualTypeOf<
      { readonly id: string; readonly createdAt: Date; readonly repId: string } & Bound<'analytics', 'member'>
    >()
    expectTypeOf<Shown<'analytics', 'order'>['number']>().toEqualTypeOf<string>()
    expectTypeOf<Shown<'analytics', 'order'>['customer']>().toEqualTypeOf<
      Shown<'analytics', 'member'> | undefined
    >()
  })

  it('a schema inside itself is one leaf', () => {
    const Topic = z.object({
      id: z.string(),
      name: z.string(),
      get parts() {
        return z.array(Topic)
      },
    })
    const topics = definePolicy({
      name: 'topics',
      version: '1',
      categories: ['identity'],
      resources: {
        topic: {
          schema: Topic,
          subject: 'id',
          fields: { id: 'key', name: 'identity', 'parts[]': 'identity' },
        },
      },
      purposes: { support: { title: '', basis: 'contract', uses: ['identity'] } },
      roles: {},
    })
    type Parts = View<typeof topics, 'support', 'topic'>['parts']
    expectTypeOf<NonNullable<Parts>[number]>().toEqualTypeOf<z.output<typeof Topic>>()
  })

  it('every leaf of a policy without its types is unknown', () => {
    expectTypeOf<View<Policy, string, string>['anything']>().toEqualTypeOf<unknown>()
    expectTypeOf<Requirable<Policy, string, string>>().toEqualTypeOf<string>()
    expectTypeOf<StoredRow<Policy, string>>().toEqualTypeOf<object>()
  })
})

describe('View: what may be done with it', () => {
  const view = {} as Shown<'support', 'member'>

  it('is read-only and has no other field', () => {
    // Property 'lastLoginIp' does not exist on type '{ readonly id: string; … }'.
    // @ts-expect-error
    view.lastLoginIp
    // Cannot assign to 'age' because it is a read-only property.
    // @ts-expect-error
    view.age = 1
  })

  it('what is masked prints, and is no string', () => {
    expectTypeOf(`${view.cardNumber} ${view.name}`).toBeString()
    // Type 'string | Masked | undefined' is not assignable to type 'string'.
    // @ts-expect-error
    const name: string = view.name
    void name
    if (isClear(view, 'name')) expectTypeOf(view.name).toExtend<string>()
    // Argument of type '"nmae"' is not assignable to parameter of type '"id" | "createdAt" | …'.
    // @ts-expect-error
    isClear(view, 'nmae')
    // Argument of type '{ name: string; }' is not assignable to parameter of type 'Bound<unknown, unknown>'.
    // @ts-expect-error
    isClear({ name: '' }, 'name')
  })

  it('its purpose is exact', () => {
    const letter = {} as Shown<'direct_mail', 'member'>
    const send = (to: View<Declared, 'direct_mail', 'member'>) => void to
    const report = (on: View<Welearn, Within<Welearn, 'marketing'>, 'member'>) => void on
    send(letter)
    report(letter)
    send({ ...letter })
    // Argument of type '{ readonly id: string; … } & Bound<"support", "member">' is not assignable …
    //   The types of ''~bound'.purpose' are incompatible: Type '"support"' is not assignable to type '"direct_mail"'.
    // @ts-expect-error
    send(view)
    // @ts-expect-error
    report(view)
    // @ts-expect-error neither parent for child nor child for parent: only the gate may say yes to another purpose
    send({} as View<Welearn, 'marketing', 'member'>)
    // Property ''~bound'' is missing in type '{ id: string; … }' but required in type 'Bound<"direct_mail", "member">'.
    // @ts-expect-error
    send({} as RowOf<Welearn, 'member'>)
    // @ts-expect-error
    send({} as Shown<'direct_mail', 'order'>)
  })
})

describe('require', () => {
  it('makes a field present and clear', () => {
    type Sure = View<Welearn, 'support', 'member', 'email' | 'age' | 'address.city' | 'cards[].brand'>
    expectTypeOf<Sure['email']>().toEqualTypeOf<string | null>()
    expectTypeOf<Sure['age']>().toEqualTypeOf<number>()
    expectTypeOf<Sure['address']>().toEqualTypeOf<
      { readonly city: string; readonly street?: string | Masked } | undefined
    >()
    expectTypeOf<Sure['cards']>().toEqualTypeOf<readonly { readonly brand: 'visa' | 'jcb' }[]>()
    expectTypeOf<Sure>().toExtend<Shown<'support', 'member'>>()
  })

  it('takes the leaves that may be clear', () => {
    expectTypeOf<Requirable<Welearn, 'billing', 'member'>>().toEqualTypeOf<
      'id' | 'createdAt' | 'repId' | 'address.city' | 'cards[].brand'
    >()
    expectTypeOf<Extract<Requirable<Welearn, 'support', 'order'>, `delivery.${string}`>>().toEqualTypeOf<
      'delivery.to' | 'delivery.at.day' | 'delivery.at.hour'
    >()
  })
})

describe('rows and drafts', () => {
  it('a stored row has its keys and nonpersonal fields, and any others', () => {
    expectTypeOf<RowOf<Welearn, 'member'>>().toExtend<StoredRow<Welearn, 'member'>>()
    expectTypeOf<{ id: string; createdAt: Date; repId: number }>().toExtend<StoredRow<Welearn, 'member'>>()
    expectTypeOf<{ id: string; createdAt: Date; repId: number; name: string }>().toExtend<
      StoredRow<Welearn, 'member'>
    >()
    expectTypeOf<{ id: string; createdAt: Date }>().not.toExtend<StoredRow<Welearn, 'member'>>()
    expectTypeOf<{ id: string; createdAt: Date; repId: number; name: number }>().not.toExtend<
      StoredRow<Welearn, 'member'>
    >()
  })

  it('a draft has what the purpose uses clear, keys and nonpersonal fields, as the schema takes them', () => {
    expectTypeOf<Draft<Welearn, 'billing', 'member', 'create'>>().toEqualTypeOf<{
      readonly id: string
      readonly createdAt: Date
      readonly repId: number
      readonly cardNumber: string
      readonly address?: { readonly city: string } | undefined
      readonly cards: readonly {
        readonly number: string
        readonly brand: 'visa' | 'jcb'
        readonly cvc: string
      }[]
    }>()
    expectTypeOf<Draft<Welearn, 'direct_mail', 'member', 'update'>>().toEqualTypeOf<{
      readonly id?: string
      readonly createdAt?: Date
      readonly repId?: number
      readonly name?: string
      readonly email?: string | null
    }>()
    type Order = Draft<Welearn, 'support', 'order', 'create'>
    expectTypeOf<Order['size']>().toEqualTypeOf<string>()
    expectTypeOf<Order['read']>().toEqualTypeOf<boolean | undefined>()
    expectTypeOf<Order['labels']>().toEqualTypeOf<{ readonly [name: string]: string }>()
    expectTypeOf<Order>().not.toHaveProperty('customer')
  })
})
