/** A process that gives, withdraws and reads for a few people at once, and prints each call as it saw it. */
import { type ConsentEvent, isPurposeboundError, type Person } from '../../../src/index.js'
import { redisStore } from '../../../src/stores/redis/index.js'
import { CLIENTS } from './clients.js'

const [port, own, count] = process.argv.slice(2).map(Number) as [number, number, number]
const { client, close } = await CLIENTS[own === 0 ? 'redis' : 'ioredis'](port)
const store = redisStore({ client, timeoutMs: 5000 })
const now = () => Number(process.hrtime.bigint())
let made = 0

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

async function speak(worker: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const person: Person = { id: (worker + i) % 2, population: 'member' }
    const from = now()
    if (i % 2 === 0) {
      const [state] = await untilDone(() => store.lookup([person]))
      const { purposes, version } = state!
      console.log(JSON.stringify({ from, to: now(), person, purposes, version }))
    } else {
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
      console.log(JSON.stringify({ from, to: now(), person, event, version }))
    }
  }
}

await Promise.all([0, 1, 2, 3].map(speak))
close()
