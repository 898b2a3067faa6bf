import * as z from 'zod'
import { definePolicy, parsePolicy } from '../src/index.js'

/** A small shop, for tests: members, what they ordered, and those who work there. */
export const Member = z.object({
  id: z.string(),
  tenant: z.string(),
  repId: z.string().nullable(),
  name: z.string(),
  email: z.email(),
  birthDate: z.date().optional(),
  cardNumber: z.string(),
  address: z.object({ city: z.string(), street: z.string() }).optional(),
  tags: z.array(z.string()),
})

export const Order = z.object({
  id: z.int(),
  memberId: z.string(),
  total: z.number(),
  giftTo: z.object({ personId: z.string(), phone: z.string() }).nullable(),
  buyer: Member.partial().optional(),
})

export const shop = definePolicy({
  name: 'shop',
  version: '1',
  populations: ['member'],
  categories: { identity: {}, contact: {}, postal: { within: 'contact' }, payment: {}, behaviour: {} },
  resources: {
    member: {
      schema: Member,
      subject: { population: 'member', at: 'id' },
      tenant: 'tenant',
      fields: {
        id: 'key',
        tenant: 'key',
        repId: 'key',
        name: 'identity',
        email: { category: 'contact', mask: 'email' },
        birthDate: { category: 'identity', mask: 'birth_date' },
        cardNumber: { category: 'payment', mask: 'card', ceiling: 'masked' },
        address: 'postal',
        tags: 'behaviour',
      },
    },
    order: {
      schema: Order,
      subject: { population: 'member', at: 'memberId' },
      fields: {
        id: 'key',
        memberId: 'key',
        total: 'behaviour',
        'giftTo.personId': 'key',
        'giftTo.phone': { category: 'contact', subject: { population: 'member', at: 'giftTo.personId' } },
        buyer: { resource: 'member' },
      },
    },
  },
  purposes: {
    support: {
      title: { en: 'Answering inquiries', ja: 'お問い合わせへの対応' },
      clause: '5(2)',
      basis: 'contract',
      uses: ['identity', 'contact', 'payment', 'behaviour'],
      self: true,
    },
    marketing: { title: 'Marketing', basis: 'consent', uses: [] },
    direct_mail: {
      title: 'Direct mail',
      basis: 'consent',
      within: ['marketing'],
      terms: 2,
      uses: ['member.name', 'member.email', 'order.giftTo.phone'],
    },
    audit: { title: 'Audit', basis: 'legal_obligation', uses: ['identity'], requires: ['justification'] },
    research: { title: 'Research', basis: 'legitimate_interests', uses: ['behaviour'], pseudonymous: true },
  },
  roles: {
    agent: {
      purposes: ['support'],
      sees: { identity: 'clear', contact: 'clear', postal: 'masked', payment: 'masked', behaviour: 'clear' },
      where: { member: { repId: { $actor: 'id' } }, order: 'all' },
      may: ['read', 'create', 'update', 'delete'],
      writes: ['member.name', 'contact', 'member.repId'],
    },
    trainee: { purposes: ['support'], sees: { identity: 'masked' }, until: '2026-06-01T00:00:00Z' },
    mailer: { purposes: ['direct_mail'], sees: { identity: 'clear', contact: 'clear' } },
    auditor: { purposes: ['audit'], sees: { identity: 'clear' } },
    analyst: { purposes: ['research'], sees: { behaviour: 'clear' } },
  },
  prohibitions: [{ id: 'no-payment-in-marketing', purposes: ['marketing'], of: ['payment'] }],
})

export const aiko = {
  id: 'm-1',
  tenant: 't-1',
  repId: 'a-17',
  name: 'Aiko Sato',
  email: 'aiko@example.com',
  birthDate: new Date('1991-05-01T00:00:00Z'),
  cardNumber: '4242424242424242',
  address: { city: 'Kyoto', street: 'Shijo 1' },
  tags: ['gold'],
}

export const agent = { id: 'a-17', roles: ['agent'], tenant: 't-1' } as const
export const mailer = { id: 'newsletter', kind: 'service', roles: ['mailer'], tenant: 't-1' } as const

/** Who Aiko is, as a person. */
export const me = { population: 'member', id: 'm-1', tenant: 't-1' } as const

export const order = { id: 7, memberId: 'm-1', total: 120, giftTo: null }

type Section = { [name: string]: { [key: string]: unknown } }
interface Changeable {
  readonly categories: Section
  readonly resources: Section
  readonly purposes: Section
  readonly roles: Section
  readonly prohibitions: object[]
}

/** The shop under another policy: what `change` makes of a copy of the document. Its types stay those of the shop. */
export function shopWith(change: (document: Changeable) => void): typeof shop {
  const document = structuredClone(shop.document) as unknown as Changeable
  change(document)
  return parsePolicy(document, { schemas: shop.schemas }) as unknown as typeof shop
}
