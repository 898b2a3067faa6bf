/** A process that gives, withdraws and reads for a few people at once, over and over, and tells each call as it saw it. */
import pg from 'pg'
import { type ConsentEvent, createGate, isPurposeboundError, type Person } from '../../../../src/index.js'
import { cached } from '../../../../src/stores/cached.js'
import { type PostgresStore, postgresStore } from '../../../../src/stores/postgres/index.js'
import { aiko, mailer, me, shop } from '../../../shop.js'
import { NO_TRAIL } from '../stale/no-trail.js'
import type { Plan } from './history.js'
import type { Deed } from './register.js'
import type { Call } from './witness.js'

const now = () => Number(process.hrtime.bigint())

/** The same again until it is acknowledged, as every caller must who wants to know. */
async function untilDone<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!isPurposeboundError(error) || error.code !== 'store_failed') throw error
    }
  }
}

function toStore(store: PostgresStore, { own }: Plan) {
  let made = 0
  return async (worker: number, i: number): Promise<Call> => {
    const person: Person = { id: (worker + i) % 2, population: 'member' }
    const from = now()
    if (i % 2 === 0) {
      const [state] = await untilDone(() => store.lookup([person]))
      const { purposes, version = -1 } = state!
      return { from, to: now(), person, purposes, version }
    }
    const purpose = `p${i % 3}`
    made += 1
    const event: ConsentEvent = {
      id: `${own}-${worker}-${String(made).padStart(6, '0')}`,
      action: (i >> 1) % 2 ? 'withdraw' : 'give',
      person,
      // the clocks of the two disagree
      at: Math.floor(performance.now()) + own * 40,
      purposes: [{ purpose, via: purpose }],
    }
    const { version } = await untilDone(() => store.append(event))
    return { from, to: now(), person, event, version }
  }
}

function toGate(source: PostgresStore, { own, through }: Plan) {
  const store = through === 'copies' ? cached(source, { maxStalenessMs: 500 }) : source
  const clock = () => Date.now() + own * 40
  const gate = createGate({ policy: shop, consents: store, audit: NO_TRAIL, clock, onWarning: () => {} })
  const access = gate.for('direct_mail', { actor: mailer })
  return async (worker: number, i: number): Promise<Deed> => {
    const id = `m-${(worker + i) % 2}`
    const from = now()
    if (i % 3 !== 0) {
      const came = await access.read('member', { ...aiko, id }).then(
        () => 'shown',
        ({ reason }: { readonly reason: string }) => reason,
      )
      return { id, came, from, to: now() }
    }
    const say = (i / 3 + worker) & 2 ? 'withdraw' : 'give'
    // one that fails may have taken place: it is not said again
    const known = await gate.consents[say]({ subject: { ...me, id }, purposes: ['direct_mail'] }).then(
      () => true,
      () => false,
    )
    return { id, came: say, from, to: known ? now() : null }
  }
}

async function speak(plan: Plan): Promise<readonly (Call | Deed)[]> {
  const pool = new pg.Pool({ host: '127.0.0.1', port: plan.port, user: 'app', database: 'postgres', max: 8 })
  pool.on('error', () => {})
  const store = postgresStore({ pool, name: plan.name, timeoutMs: 5000 })
  const next = plan.through === 'store' ? toStore(store, plan) : toGate(store, plan)
  const calls: (Call | Deed)[] = []
  const work = async (worker: number): Promise<void> => {
    for (let i = 0; i < plan.count; i++) calls.push(await next(worker, i))
  }
  await Promise.all([0, 1, 2, 3].map(work))
  await pool.end()
  return calls
}

process.on('message', async (plan: Plan | 'end') => {
  if (plan === 'end') process.disconnect()
  else process.send!(await speak(plan))
})
