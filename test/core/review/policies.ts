import { z } from 'zod'
import { definePolicy } from '../../../src/index.js'

/** A small club, for examples of reviews. */
export const club = definePolicy({
  name: 'club',
  version: '1',
  categories: { identity: {}, contact: {}, payment: {}, card: { within: 'payment', mask: 'card' } },
  resources: {
    member: {
      schema: z.object({
        id: z.string(),
        repId: z.string(),
        status: z.string(),
        name: z.string(),
        email: z.string(),
        cardNumber: z.string(),
      }),
      subject: 'id',
      fields: {
        id: 'key',
        repId: 'key',
        status: 'nonpersonal',
        name: 'identity',
        email: 'contact',
        cardNumber: 'card',
      },
    },
  },
  purposes: {
    support: {
      title: 'Support',
      basis: 'contract',
      uses: ['identity', 'contact', { of: 'card', at: 'masked' }],
      self: true,
    },
    billing: { title: 'Billing', basis: 'contract', uses: ['identity', 'payment'] },
    marketing: { title: 'Marketing', basis: 'consent', uses: [] },
    direct_mail: {
      title: 'Direct mail',
      basis: 'consent',
      within: ['marketing'],
      uses: ['identity', 'contact'],
    },
  },
  roles: {
    agent: {
      purposes: ['support'],
      sees: { identity: 'clear', contact: 'clear', payment: 'clear' },
      where: { member: { repId: { $actor: 'id' } } },
    },
    clerk: [
      { purposes: ['billing'], sees: { identity: 'clear', payment: 'masked' } },
      {
        purposes: ['billing'],
        sees: { identity: 'clear', payment: 'clear' },
        where: { member: { status: { $in: ['owing', 'late'] } } },
      },
    ],
    mailer: { purposes: ['direct_mail'], sees: { identity: 'clear', contact: 'clear' }, until: '2027-01-01' },
  },
  prohibitions: [{ id: 'no-cards-for-marketing', purposes: ['marketing'], of: ['payment'] }],
})
