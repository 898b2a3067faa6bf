import { definePolicy } from 'purposebound'
import * as z from 'zod'

const Member = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  phone: z.string(),
  friend: z.object({ id: z.string(), name: z.string() }).optional(),
})

const entrustee = {
  kind: 'entrustee',
  certification: { name: 'Privacy Mark', expires: '2027-03-31' },
} as const

/** A shop that gives data to others, of each kind. */
export const insurance = definePolicy({
  name: 'insurance',
  version: '1',
  controller: {
    name: 'WeLearn Co., Ltd.',
    contact: 'privacy@example.com',
    address: 'Kyoto',
    representative: 'Hanako Yamada',
    country: 'JP',
  },
  populations: ['member'],
  categories: ['identity', 'contact'],
  resources: {
    member: {
      schema: Member,
      subject: { population: 'member', at: 'id' },
      fields: {
        id: 'key',
        name: 'identity',
        email: 'contact',
        phone: { category: 'contact', mask: 'phone', ceiling: 'masked' },
        'friend.id': 'key',
        'friend.name': { category: 'identity', subject: { population: 'member', at: 'friend.id' } },
      },
    },
  },
  purposes: {
    cover: { title: 'Insurance', basis: 'consent', uses: ['identity', 'contact'] },
    support: { title: 'Support', basis: 'contract', uses: ['identity', 'contact'] },
    tax: { title: 'Tax', basis: 'legal_obligation', uses: ['identity'] },
    figures: { title: 'Figures', basis: 'contract', uses: ['identity'], pseudonymous: true },
    aside: { title: 'Aside', basis: 'contract', uses: ['identity'], within: ['support'], incidental: true },
    audit: { title: 'Audit', basis: 'legal_obligation', uses: [], self: { may: ['audit'] } },
  },
  roles: {
    clerk: {
      purposes: ['cover', 'support', 'tax', 'figures', 'aside'],
      sees: { identity: 'clear', contact: 'clear' },
      may: ['read', 'disclose'],
    },
    reader: { purposes: ['cover', 'support'], sees: { identity: 'clear' } },
    auditor: { purposes: ['audit'], sees: {}, may: ['audit'] },
  },
  recipients: {
    insurer: {
      kind: 'third_party',
      class: 'insurers',
      title: { en: 'Insurer', ja: '保険会社' },
      address: 'Osaka',
      representative: 'Taro Sato',
    },
    abroad: {
      kind: 'third_party',
      class: 'insurers',
      country: 'US',
      transfer: { basis: 'consent', system: 'No law for all sectors', measures: 'Contract' },
    },
    office: { kind: 'third_party', purposes: ['tax'] },
    mailer: { ...entrustee, purposes: ['support'], of: ['contact'], review: '2026-12-01' },
    cloud: {
      ...entrustee,
      purposes: ['support'],
      country: 'US',
      transfer: { basis: 'scc', reference: 'Contract 17', until: '2026-06-01' },
    },
    school: { kind: 'joint_user', purposes: ['support'], responsible: { name: 'WeLearn' } },
    heir: { kind: 'successor' },
  },
  prohibitions: [{ id: 'no-names-to-the-heir', recipients: ['heir'], of: ['identity'] }],
})

export const clerk = { id: 'a-1', roles: ['clerk'] } as const
export const aiko = {
  id: 'm-1',
  name: 'Aiko Sato',
  email: 'aiko@example.com',
  phone: '090-1234-5678',
} as const
export const member = (id: string) => ({ id, population: 'member' }) as const
