import { writeSync } from 'node:fs'
import { type AuditOption, type AuditSink, createGate } from '../../src/index.js'
import { consoleSink } from '../../src/sinks/console.js'
import { fileSink } from '../../src/sinks/file.js'
import { memoryStore } from '../../src/stores/memory.js'
import { agent, ann, shop } from './shop.js'

/**
 * A service of its own process: reads as often as it is told, says so on standard error, and ends as `scenario` says.
 */
const [path = '', scenario = '', delivery = 'strict', reads = '0'] = process.argv.slice(2)
const say = (what: unknown) => writeSync(2, `${typeof what === 'string' ? what : JSON.stringify(what)}\n`)

const file = fileSink({ path })
const never: AuditSink = { name: 'stuck', durability: 'disk', write: () => new Promise(() => {}) }
const broken: AuditSink = { ...never, name: 'broken', write: () => Promise.reject(new Error('down')) }
const sinks: { readonly [scenario: string]: NonNullable<object> } = {
  stuck: [never],
  broken: [broken],
  printed: [file, consoleSink()],
}

const gate = createGate({
  policy: shop,
  consents: memoryStore(),
  keys: { current: 'k', k: new Uint8Array(32).fill(7) },
  audit: { sinks: sinks[scenario] ?? [file], delivery } as AuditOption,
  onWarning: () => {},
})

// the recipe of docs/audit.md
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, async () => {
    const closed = await gate.close({ timeoutMs: scenario === 'stuck' ? 60_000 : 2000 })
    say(closed)
    process.exit(closed.unflushed === 0 ? 0 : 1)
  })
process.once('beforeExit', async () => say(await gate.close()))

const access = gate.for('support', { actor: agent as never })
for (let i = 0; i < Number(reads); i++) {
  const row = { ...ann, id: `c-${i}` }
  if (scenario === 'exit' || scenario === 'printed') {
    await access.read('customer', row)
    say(`read ${i}`)
  } else await access.read('customer', row)
}
say('ready')

// runs until it is told to stop
if (['serve', 'stuck', 'broken', 'printed'].includes(scenario)) setInterval(() => {}, 1000)
if (scenario === 'exit') process.exit(3)
if (scenario === 'crash') {
  process.once('uncaughtException', async () => {
    say(await gate.close({ timeoutMs: 1000 }))
    process.exit(1)
  })
  setTimeout(() => {
    throw new Error('a bug')
  })
}
