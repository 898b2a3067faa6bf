import { parsePolicy } from 'purposebound'
import * as z from 'zod'

// Orders with places inside places, each with an entry of its own in `fields`.

const Order = z.object({
  id: z.string(),
  note: z.string(),
  address: z.object({ city: z.string(), zip: z.string(), geo: z.object({ lat: z.number() }) }),
  cards: z.array(z.object({ brand: z.string(), number: z.string() })),
  scores: z.record(z.string(), z.number()),
  owner: z.object({ id: z.string(), name: z.string() }).optional(),
})
export const Owner = z.object({ id: z.string(), name: z.string() })
export const schemas = { order: Order, owner: Owner }
export const row = {
  id: 'o-1',
  note: 'none',
  address: { city: 'Kyoto', zip: '604-0000', geo: { lat: 35 } },
  cards: [{ brand: 'visa', number: '4242424242424242' }],
  scores: { loyalty: 3 },
}
const FIELDS = {
  id: 'key',
  note: 'contact',
  address: 'contact',
  'address.city': 'place',
  'address.geo': 'contact',
  'address.geo.lat': 'place',
  cards: 'contact',
  'cards[].number': 'payment',
  'scores.*': 'payment',
  owner: { resource: 'owner' },
}
export const actor = { id: 'a', roles: ['agent'] }

export const asked = { purpose: 'support', actor, resource: 'order', row }

export function leaves(top: 'address' | 'cards'): string[] {
  return top === 'cards'
    ? ['cards[].brand', 'cards[].number']
    : ['address.city', 'address.geo.lat', 'address.zip']
}

export function document(parts: object, fields: object = {}) {
  const all = Object.entries({ ...FIELDS, ...fields }).filter(([, field]) => field !== undefined)
  return {
    name: 'p',
    version: '1',
    categories: {
      everything: {},
      contact: { within: 'everything' },
      place: { within: 'everything' },
      payment: {},
    },
    resources: {
      order: { subject: 'id', fields: Object.fromEntries(all) },
      owner: { subject: 'id', fields: { id: 'key', name: 'contact' } },
    },
    purposes: { support: { title: 'Support', basis: 'contract', uses: ['everything', 'payment'] } },
    roles: { agent: { purposes: ['support'], sees: { everything: 'clear', payment: 'clear' } } },
    ...parts,
  }
}

export function define(parts: object, fields: object = {}) {
  return parsePolicy(document(parts, fields), { schemas })
}
