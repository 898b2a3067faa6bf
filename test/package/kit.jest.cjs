// one that holds, one of a real gate, one that fails: run by jest as CommonJS in the project of a stranger
const { definePolicy } = require('purposebound')
const { expectAccess, testGate } = require('purposebound/testing')
require('purposebound/testing/jest')
const { z } = require('zod')

const policy = definePolicy({
  name: 'shop',
  version: '1',
  categories: ['identity', 'payment'],
  resources: {
    member: {
      schema: z.object({ id: z.string(), name: z.string(), cardNumber: z.string() }),
      subject: 'id',
      fields: {
        id: 'key',
        name: 'identity',
        cardNumber: { category: 'payment', mask: 'card', ceiling: 'masked' },
      },
    },
  },
  purposes: {
    support: { title: 'Support', basis: 'contract', uses: ['identity', 'payment'] },
    mail: { title: 'Direct mail', basis: 'consent', uses: ['identity'] },
  },
  roles: {
    agent: { purposes: ['support'], sees: { identity: 'clear', payment: 'clear' } },
    mailer: { purposes: ['mail'], sees: { identity: 'clear' } },
  },
})
const support = expectAccess(policy).as('agent').for('support').on('member')

test('an expectation', () => {
  expect(support).toReveal({ clear: ['name'], masked: ['cardNumber'] })
  expect(support.as('mailer')).toDeny('role_not_permitted')
})

test('a gate', async () => {
  const tested = testGate({ policy })
  const mail = tested.gate.for('mail', { actor: { id: 'n-1', roles: ['mailer'] } })
  const row = { id: 'm-1', name: 'Aiko', cardNumber: '4242424242424242' }
  await expect(mail.read('member', row)).rejects.toDeny('consent_missing')
  expect(tested).toHaveAudited({ purpose: 'mail', effect: 'deny' }, { times: 1 })
})

test('what does not hold', () => {
  expect(support).toReveal({ clear: ['name', 'cardNumber'] })
})
