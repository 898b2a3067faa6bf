// What `init` writes: the same policy in TypeScript and JavaScript, a table of expectations and an example.

export const POLICY = `import { definePolicy } from 'purposebound'
import { z } from 'zod'

export const Member = z.object({
  id: z.string(),
  repId: z.string(),
  name: z.string(),
  email: z.email(),
  cardNumber: z.string(),
})

/** Who may see which personal data, for which purpose: written the way your privacy policy is. */
export const policy = definePolicy({
  name: 'my-service',
  version: '1',
  categories: { identity: {}, contact: { mask: 'email' }, payment: { mask: 'card' } },
  resources: {
    member: {
      schema: Member,
      subject: 'id', // whose data a row is
      fields: {
        id: 'key',
        repId: 'key',
        name: 'identity',
        email: 'contact',
        cardNumber: { category: 'payment', ceiling: 'masked' }, // nobody ever sees it whole
      },
    },
  },
  purposes: {
    support: { title: 'Answering inquiries', basis: 'contract', uses: ['identity', 'contact', 'payment'] },
    direct_mail: { title: 'Direct mail', basis: 'consent', uses: ['identity', 'contact'] },
  },
  roles: {
    agent: {
      purposes: ['support'],
      sees: { identity: 'clear', contact: 'clear', payment: 'masked' },
      where: { member: { repId: { $actor: 'id' } } }, // only the members they look after
    },
    mailer: { purposes: ['direct_mail'], sees: { identity: 'clear', contact: 'clear' } },
  },
  prohibitions: [{ id: 'no-cards-in-mail', purposes: ['direct_mail'], of: ['payment'] }],
})
`

export const TABLE = `# Who sees what, for people who review it. What is not listed is expected to be hidden or denied.
policy: my-service

actors:
  rep: { id: a-17, roles: [agent] }
  colleague: { id: a-18, roles: [agent] }

rows:
  aiko: { id: m-1, repId: a-17 }

tests:
  - name: members
    on: member
    who: [agent, mailer]
    expect:
      - { as: agent, for: support, clear: [name, email], masked: [cardNumber] }
      - { as: mailer, for: direct_mail, clear: [name, email] }
      - { as: mailer, for: direct_mail, consents: [], deny: consent_missing }

  - name: Aiko, whom a-17 looks after
    on: member
    row: aiko
    who: [rep, colleague]
    expect:
      - { as: rep, for: support, clear: [name, email], masked: [cardNumber] }
      - { as: colleague, for: support, deny: condition_not_met }
`

export const EXAMPLE = (policyModule: string): string => `import { createGate, withheld } from 'purposebound'
import { memorySink } from 'purposebound/sinks/memory'
import { memoryStore } from 'purposebound/stores/memory'
import { policy } from '${policyModule}'

// a module of CommonJS knows no await outside of a function
async function main() {
  const audit = memorySink()
  const gate = createGate({ policy, consents: memoryStore(), audit, onWarning: () => {} })
  const row = { id: 'm-1', repId: 'a-17', name: 'Aiko Sato', email: 'aiko@example.com', cardNumber: '4242424242424242' }

  const view = await gate.for('support', { actor: { id: 'a-17', roles: ['agent'] } }).read('member', row)
  console.log(view)
  console.log(withheld(view))
  console.log(\`\${audit.records.length} records\`)
  await gate.close()
}

main()
`
