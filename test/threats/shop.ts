import * as z from 'zod'
import { definePolicy, parsePolicy } from '../../src/index.js'

/** The policy that the attacks are made on: one of everything that a row can be made of. */
const Customer = z.object({
  id: z.string(),
  tenant: z.string(),
  repId: z.string().nullable(),
  vip: z.boolean().optional(),
  name: z.string(),
  email: z.string(),
  phone: z.string().optional(),
  card: z.string().optional(),
  cvc: z.string().optional(),
  age: z.number().optional(),
  born: z.date().optional(),
  address: z.object({ city: z.string(), street: z.string() }).optional(),
  tags: z.array(z.string()).optional(),
  grid: z.array(z.array(z.string())).optional(),
  cards: z.array(z.object({ number: z.string(), label: z.string() })).optional(),
  scores: z.record(z.string(), z.number()).optional(),
  notes: z.unknown(),
  friend: z.object({ id: z.string(), name: z.string() }).optional(),
})

const Order = z.object({
  id: z.int(),
  customerId: z.string(),
  total: z.number(),
  buyer: Customer.partial().optional(),
})

export const schemas = { customer: Customer, order: Order }

export const shop = definePolicy({
  name: 'shop',
  version: '1',
  populations: ['customer'],
  categories: {
    identity: {},
    contact: {},
    payment: {},
    code: { within: 'payment', class: 'card_security_code' },
    behaviour: {},
  },
  resources: {
    customer: {
      schema: Customer,
      subject: { population: 'customer', at: 'id' },
      tenant: 'tenant',
      fields: {
        id: 'key',
        tenant: 'key',
        repId: 'key',
        vip: 'nonpersonal',
        name: 'identity',
        email: { category: 'contact', mask: 'email' },
        phone: { category: 'contact', mask: 'phone' },
        card: { category: 'payment', mask: 'card', ceiling: 'masked' },
        cvc: 'code',
        age: { category: 'identity', mask: { op: 'generalize', to: 10 } },
        born: { category: 'identity', mask: 'birth_date' },
        address: 'contact',
        tags: 'behaviour',
        grid: 'behaviour',
        cards: 'payment',
        scores: 'behaviour',
        notes: 'behaviour',
        'friend.id': 'key',
        'friend.name': { category: 'identity', subject: { population: 'customer', at: 'friend.id' } },
      },
    },
    order: {
      schema: Order,
      subject: { population: 'customer', at: 'customerId' },
      fields: { id: 'key', customerId: 'key', total: 'behaviour', buyer: { resource: 'customer' } },
    },
  },
  purposes: {
    support: {
      title: 'Support',
      basis: 'contract',
      uses: ['identity', 'contact', 'payment', 'behaviour'],
      self: true,
    },
    marketing: { title: 'Marketing', basis: 'consent', uses: [] },
    direct_mail: {
      title: 'Direct mail',
      basis: 'consent',
      within: ['marketing'],
      uses: ['customer.name', 'customer.email'],
    },
    research: {
      title: 'Research',
      basis: 'legitimate_interests',
      uses: ['behaviour', { of: 'identity', at: 'masked' }],
      pseudonymous: true,
    },
    audit: { title: 'Audit', basis: 'legal_obligation', uses: ['identity'], requires: ['justification'] },
  },
  roles: {
    agent: {
      purposes: ['support'],
      sees: { identity: 'clear', contact: 'clear', payment: 'masked', behaviour: 'clear' },
      where: { customer: { repId: { $actor: 'id' } }, order: 'all' },
    },
    clerk: {
      purposes: ['support'],
      sees: { identity: 'masked', contact: 'masked', payment: 'masked' },
    },
    keeper: {
      purposes: ['support'],
      sees: { identity: 'clear', contact: 'masked', payment: 'masked', behaviour: 'clear' },
      may: ['read', 'create', 'update', 'delete'],
      writes: ['identity', 'contact', 'payment', 'behaviour'],
    },
    mailer: { purposes: ['direct_mail'], sees: { identity: 'clear', contact: 'clear' } },
    analyst: { purposes: ['research'], sees: { identity: 'clear', behaviour: 'clear' } },
    auditor: { purposes: ['audit'], sees: { identity: 'clear' } },
  },
  prohibitions: [{ id: 'no-payment-in-research', purposes: ['research'], of: ['payment'] }],
})

export const ann = {
  id: 'c-1',
  tenant: 't-1',
  repId: 'a-1',
  vip: true,
  name: 'Ann Archer',
  email: 'ann.archer@example.com',
  phone: '+81 90 1234 5678',
  card: '4242424242424242',
  cvc: '737',
  age: 47,
  address: { city: 'Kyoto', street: 'Shijo 1' },
  tags: ['gold'],
  cards: [{ number: '4000056655665556', label: 'travel' }],
  scores: { visits: 3 },
  notes: { said: ['hello'] },
}

export const agent = { id: 'a-1', roles: ['agent'], tenant: 't-1' }
export const clerk = { id: 'a-2', roles: ['clerk'], tenant: 't-1' }
export const keeper = { id: 'a-3', roles: ['keeper'], tenant: 't-1' }
export const subject = { id: 'c-1', population: 'customer', tenant: 't-1' }
export const NOW = Date.parse('2026-11-24T00:00:00Z')

/** The shop with some of its sections changed. */
export function parseShop(changes: object) {
  return parsePolicy({ ...JSON.parse(JSON.stringify(shop.document)), ...changes }, { schemas })
}
