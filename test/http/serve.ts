import { afterEach } from 'vitest'
import type { AuditRecord } from '../../src/index.js'
import { testGate } from '../../src/testing/index.js'
import { agent, aiko, shop } from '../shop.js'
import { trail } from '../trail.js'
import type { Door, Spec, Turn } from './doors.js'

const open: (() => Promise<unknown>)[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()))
})

/** A door that serves `routes`, closed after the test, and what its gate records. */
export async function serve(
  door: Door,
  routes: readonly Spec[],
  options: object = {},
  gateOptions: object = {},
) {
  const { gate, records } = testGate({ policy: shop, ...gateOptions })
  const served = await door.serve({ gate, resolveActor: () => agent, ...options }, routes)
  open.push(() => served.close())
  return { ...served, gate, records: () => trail(records), settled: (count: number) => until(records, count) }
}

/** The records, once there are `count`: what happens after a response is recorded after it. */
async function until(records: readonly AuditRecord[], count: number): Promise<readonly AuditRecord[]> {
  for (let turn = 0; trail(records).length < count && turn < 2000; turn++)
    await new Promise((resolve) => setImmediate(resolve))
  return trail(records)
}

/** Shows one member. */
export const show: Spec['work'] = ({ access }: Turn) => access.read('member', aiko)
export const member: Spec = { path: '/members/:id', purpose: 'support', work: show }
