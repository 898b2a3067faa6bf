import * as z from 'zod'

/** One of everything that a row can be made of; the policies of the laws classify it in every way. */
const Member = z.object({
  id: z.string(),
  tenant: z.string(),
  rep: z.string().nullable(),
  age: z.number().optional(),
  vip: z.boolean().optional(),
  joined: z.date().optional(),
  name: z.string(),
  email: z.string(),
  address: z.object({ city: z.string(), street: z.string() }).optional(),
  cards: z.array(z.object({ number: z.string(), code: z.string() })).optional(),
  scores: z.record(z.string(), z.number()).optional(),
  friend: z.object({ id: z.string(), phone: z.string() }).nullable(),
  extra: z.unknown(),
})

const Visit = z.object({
  id: z.int(),
  memberId: z.string(),
  guestId: z.string().optional(),
  total: z.number(),
  note: z.string().nullable(),
  buyer: Member.partial().optional(),
})

export const schemas = { member: Member, visit: Visit }

export type LeafKind = 'string' | 'number' | 'boolean' | 'date' | 'opaque'

const MEMBER = {
  id: 'string',
  tenant: 'string',
  rep: 'string',
  age: 'number',
  vip: 'boolean',
  joined: 'date',
  name: 'string',
  email: 'string',
  'address.city': 'string',
  'address.street': 'string',
  'cards[].number': 'string',
  'cards[].code': 'string',
  'scores.*': 'number',
  'friend.id': 'string',
  'friend.phone': 'string',
  extra: 'opaque',
} as const
const VISIT = {
  id: 'number',
  memberId: 'string',
  guestId: 'string',
  total: 'number',
  note: 'string',
} as const

/** The leaves of the schemas above, written down by hand: the oracle reads no zod. */
export const LEAVES: { readonly [resource: string]: { readonly [path: string]: LeafKind } } = {
  member: MEMBER,
  visit: {
    ...VISIT,
    ...Object.fromEntries(Object.entries(MEMBER).map(([path, kind]) => [`buyer.${path}`, kind])),
  },
}
