// one that holds, one of a real gate, one that fails: run by node:test in the project of a stranger
import { test } from 'node:test'
import { definePolicy } from 'purposebound'
import { assertAudited, assertDenies, assertReveals, expectAccess, testGate } from 'purposebound/testing'
import { row, shop } from './shop.mjs'

const policy = shop({ definePolicy })
const support = expectAccess(policy).as('agent').for('support').on('member')

test('an expectation', () => {
  assertReveals(support, { clear: ['name', 'email'], masked: ['cardNumber'] })
  assertDenies(support.as('mailer'), 'role_not_permitted')
})

test('a gate', async () => {
  const tested = testGate({ policy })
  const mail = tested.gate.for('mail', { actor: { id: 'n-1', roles: ['mailer'] } })
  assertDenies(await mail.read('member', row).catch((error) => error), 'consent_missing')
  assertAudited(tested, { purpose: 'mail', effect: 'deny' }, { times: 1 })
})

test('what does not hold', () => {
  assertReveals(support, { clear: ['name', 'email', 'cardNumber'] })
})
