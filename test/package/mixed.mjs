// the ESM and the CommonJS copy in one process: what one makes, the other understands
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import * as esm from 'purposebound'
import { memorySink } from 'purposebound/sinks/memory'
import { memoryStore } from 'purposebound/stores/memory'
import { row, shop } from './shop.mjs'

const require = createRequire(import.meta.url)
const cjs = require('purposebound')
const contexts = [await import('purposebound/context'), require('purposebound/context')]
assert.notEqual(cjs.createGate, esm.createGate, 'these are two copies')

for (const [mine, other] of [
  [esm, cjs],
  [cjs, esm],
]) {
  const audit = memorySink({})
  const gate = mine.createGate({ policy: shop(other), consents: memoryStore(), audit })
  const view = await gate.for('support', { actor: { id: 'a-1', roles: ['agent'] } }).read('member', row)
  assert.deepEqual(view, { ...row, cardNumber: '************4242' })
  assert.equal(other.withheld(view)[0].reason, 'ceiling_masked')
  assert.equal(other.withheld({ ...view }), undefined)

  const mail = gate.for('mail', { actor: { id: 'n-1', roles: ['mailer'] } })
  const refusal = await mail.read('member', row).catch((error) => error)
  assert.ok(other.isPurposeboundError(refusal))
  assert.deepEqual([refusal.code, refusal.reason], ['access_denied', 'consent_missing'])
  assert.ok(audit.records.some(({ reason }) => reason === 'consent_missing'))
  await gate.close()
}

for (const { createGate } of [esm, cjs]) {
  const gate = createGate({ policy: shop(esm), consents: memoryStore(), audit: memorySink({}) })
  const access = gate.for('support', { actor: { id: 'a-1', roles: ['agent'] } })
  for (const outer of contexts)
    for (const inner of contexts)
      assert.equal(
        outer.withAccess(access, () => inner.currentAccess()),
        access,
      )
  await gate.close()
}
console.log('understood')
