/** A process that reads the same person again and again, and tells each read as it saw it. */
import pg from 'pg'
import { createGate } from '../../../../src/index.js'
import { cached } from '../../../../src/stores/cached.js'
import { postgresStore } from '../../../../src/stores/postgres/index.js'
import { aiko, mailer, shop } from '../../../shop.js'
import type { Read } from './judge.js'
import { mono, moveClock } from './moved-clock.js'
import { NO_TRAIL } from './no-trail.js'
import type { ReaderPlan } from './party.js'

const { port, name, maxStalenessMs, ear, callers } = JSON.parse(process.argv[2]!) as ReaderPlan
const open = (at: number, user: string, max: number): pg.Pool => {
  const pool = new pg.Pool({ host: '127.0.0.1', port: at, user, database: 'postgres', max })
  pool.on('error', () => {})
  return pool
}
const pools = [open(port, 'app', 4), ...(ear === undefined ? [] : [open(ear, 'ear', 1)])]
const [pool, listen] = pools
const store = postgresStore({ pool: pool!, name, ...(listen && { listen }) })
const consents = maxStalenessMs === undefined ? store : cached(store, { maxStalenessMs })
const gate = createGate({ policy: shop, consents, audit: NO_TRAIL, onWarning: () => {}, deadlineMs: 20_000 })
const access = gate.for('direct_mail', { actor: mailer })

let ended = false
let told: Read[] = []

async function readOnce(): Promise<void> {
  const from = mono()
  const came = await access.read('member', aiko).then(
    () => 'shown',
    (error: { readonly reason: string }) => error.reason,
  )
  told.push([from, mono(), came])
}

function tell(): void {
  if (told.length > 0) process.send!({ reads: told })
  told = []
}

process.on('message', (message: { readonly clock?: number; readonly end?: true }) => {
  if (message.clock !== undefined) moveClock(message.clock)
  if (message.end) ended = true
})

async function fast(): Promise<void> {
  for (let i = 0; !ended; i++) {
    await readOnce()
    if (told.length >= 100) tell()
    if (i % 50 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
}

/** One each millisecond, also those that a busy machine has missed. */
async function steady(): Promise<void> {
  const begun = mono()
  const reading = new Set<Promise<void>>()
  for (let count = 0; !ended; ) {
    for (; count < mono() - begun; count++) {
      const read = readOnce().finally(() => reading.delete(read))
      reading.add(read)
    }
    await new Promise((resolve) => setTimeout(resolve, 1))
    tell()
  }
  await Promise.all(reading)
}

process.send!({ ready: true })
await (callers === undefined ? steady() : Promise.all(Array.from({ length: callers }, fast)))
tell()
await gate.close()
// over a line that is dead a pool would wait for ever
process.send!({ ended: true }, () => process.exit())
