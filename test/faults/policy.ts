import { definePolicy } from 'purposebound'
import { z } from 'zod'

/** As little as there can be: one field that an agent sees and a stranger does not. */
export const policy = definePolicy({
  name: 'faults',
  version: '1',
  categories: ['contact'],
  resources: {
    member: {
      schema: z.object({ id: z.string(), email: z.string() }),
      subject: 'id',
      fields: { id: 'key', email: 'contact' },
    },
  },
  purposes: { support: { title: 'Support', basis: 'contract', uses: ['contact'] } },
  roles: {
    agent: { purposes: ['support'], sees: { contact: 'clear' } },
    stranger: { purposes: [], sees: {} },
  },
})
