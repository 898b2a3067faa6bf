import { type Access, definePolicy } from 'purposebound'
import { testGate } from 'purposebound/testing'
import * as z from 'zod'

/** A desk that files tickets about persons: for writes, which need more kinds of field than a shop has. */
const Ticket = z.object({
  id: z.string(),
  tenant: z.string(),
  personId: z.string(),
  repId: z.string().nullable(),
  title: z.string().min(2),
  phone: z.string().optional(),
  state: z.string().default('new'),
  tags: z.array(z.string()).optional(),
  extra: z.record(z.string(), z.string()).optional(),
  place: z
    .object({ city: z.string(), zip: z.string().optional(), country: z.string().default('JP') })
    .nullable()
    .optional(),
  income: z.number().optional(),
  pin: z.string().optional(),
})

export const desk = definePolicy({
  name: 'desk',
  version: '1',
  categories: ['topic', 'contact', 'status', 'money', 'secret'],
  resources: {
    ticket: {
      schema: Ticket,
      subject: 'personId',
      tenant: 'tenant',
      fields: {
        id: 'key',
        tenant: 'key',
        personId: 'key',
        repId: 'key',
        title: 'topic',
        phone: { category: 'contact', mask: 'phone' },
        state: 'status',
        tags: 'status',
        extra: 'status',
        'place.city': 'topic',
        'place.zip': 'status',
        'place.country': 'status',
        income: 'money',
        pin: 'secret',
      },
    },
  },
  purposes: {
    support: { title: 'Support', basis: 'contract', uses: ['topic', 'contact', 'status', 'secret'] },
  },
  roles: {
    clerk: {
      purposes: ['support'],
      sees: { topic: 'clear', contact: 'masked', status: 'clear' },
      where: { ticket: { repId: { $actor: 'id' } } },
      may: ['read', 'create', 'update', 'delete'],
      writes: ['topic', 'contact', 'secret', 'ticket.repId', 'ticket.personId', 'ticket.tenant'],
    },
    boss: {
      purposes: ['support'],
      sees: { topic: 'clear', status: 'clear' },
      may: ['read', 'update'],
      writes: ['status', 'money'],
    },
    reader: { purposes: ['support'], sees: { topic: 'clear' } },
  },
  prohibitions: [{ id: 'no-pins', of: ['secret'] }],
})

export const ticket = {
  id: 't-7',
  tenant: 'x',
  personId: 'p-1',
  repId: 'c-1',
  title: 'Broken chair',
  phone: '090-1234-5678',
  state: 'open',
  tags: ['urgent'],
  extra: { shelf: 'b2' },
  place: { city: 'Kyoto', zip: '600', country: 'US' },
}

export const draft = { id: 't-8', tenant: 'x', personId: 'p-1', repId: 'c-1', title: 'Lost key' }

type Role = 'clerk' | 'boss' | 'reader'

/** Writes as plain JavaScript sees them: no compiler stands between a caller and them. */
interface Writes {
  create(resource: 'ticket', input: unknown): Promise<object>
  update(resource: 'ticket', row: unknown, patch: unknown): Promise<object>
  delete(resource: 'ticket', row: unknown): Promise<void>
}

export function at(role: Role, more: object = {}, policy = desk) {
  const { gate, records } = testGate({ policy })
  const actor = { id: 'c-1', roles: [role], tenant: 'x', ...more }
  const access: Access<typeof desk, 'support'> = gate.for('support', { actor })
  return { access, writes: access as unknown as Writes, gate, records }
}
