// one that holds, one of a real gate, one that fails: run by vitest in the project of a stranger
import { definePolicy } from 'purposebound'
import { expectAccess, testGate } from 'purposebound/testing'
import 'purposebound/testing/vitest'
import { expect, it } from 'vitest'
import { row, shop } from './shop.mjs'

const policy = shop({ definePolicy })
const support = expectAccess(policy).as('agent').for('support').on('member')

it('an expectation', () => {
  expect(support).toReveal({ clear: ['name', 'email'], masked: ['cardNumber'] })
  expect(support.as('mailer')).toDeny('role_not_permitted')
})

it('a gate', async () => {
  const tested = testGate({ policy })
  const mail = tested.gate.for('mail', { actor: { id: 'n-1', roles: ['mailer'] } })
  await expect(mail.read('member', row)).rejects.toDeny('consent_missing')
  expect(tested).toHaveAudited({ purpose: 'mail', effect: 'deny' }, { times: 1 })
})

it('what does not hold', () => {
  expect(support).toReveal({ clear: ['name', 'email', 'cardNumber'] })
})
