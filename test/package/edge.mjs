// bundled for no platform in particular, then run where there is nothing of Node: an edge worker, a browser
import { createGate, definePolicy, withheld } from 'purposebound'
import { memorySink } from 'purposebound/sinks/memory'
import { memoryStore } from 'purposebound/stores/memory'
import { row, shop } from './shop.mjs'

async function main() {
  const audit = memorySink({})
  const keys = { current: 'k1', k1: crypto.getRandomValues(new Uint8Array(32)) }
  const gate = createGate({ policy: shop({ definePolicy }), consents: memoryStore(), audit, keys })
  const mail = gate.for('mail', { actor: { id: 'n-1', roles: ['mailer'] } })
  const before = await mail.read('member', row).catch((error) => error.reason)
  await gate.consents.give({ subject: 'm-1', purposes: ['mail'] })
  const letter = await mail.read('member', row)
  await gate.close()
  return {
    before,
    letter,
    withheld: withheld(letter).map(({ path }) => path),
    recorded: audit.records.flatMap(({ reason }) => reason ?? []),
  }
}

globalThis.outcome = main()
