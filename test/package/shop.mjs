// a small policy, declared with whichever copy of the library is given
import { z } from 'zod'

export const row = { id: 'm-1', name: 'Aiko Sato', email: 'aiko@example.com', cardNumber: '4242424242424242' }

export function shop({ definePolicy }) {
  return definePolicy({
    name: 'shop',
    version: '1',
    categories: ['identity', 'contact', 'payment'],
    resources: {
      member: {
        schema: z.object({ id: z.string(), name: z.string(), email: z.email(), cardNumber: z.string() }),
        subject: 'id',
        fields: {
          id: 'key',
          name: 'identity',
          email: 'contact',
          cardNumber: { category: 'payment', mask: 'card', ceiling: 'masked' },
        },
      },
    },
    purposes: {
      support: { title: 'Support', basis: 'contract', uses: ['identity', 'contact', 'payment'] },
      mail: { title: 'Direct mail', basis: 'consent', uses: ['member.name', 'member.email'] },
    },
    roles: {
      agent: { purposes: ['support'], sees: { identity: 'clear', contact: 'clear', payment: 'clear' } },
      mailer: { purposes: ['mail'], sees: { identity: 'clear', contact: 'clear' } },
    },
  })
}
