/** A process that says yes and no when it is told to, and when it was done. */
import pg from 'pg'
import { createGate } from '../../../../src/index.js'
import { postgresStore } from '../../../../src/stores/postgres/index.js'
import { me, shop } from '../../../shop.js'
import type { Said } from './judge.js'
import { mono, moveClock } from './moved-clock.js'
import { NO_TRAIL } from './no-trail.js'

const { port, name } = JSON.parse(process.argv[2]!) as { readonly port: number; readonly name: string }
const pool = new pg.Pool({ host: '127.0.0.1', port, user: 'app', database: 'postgres', max: 2 })
const gate = createGate({
  policy: shop,
  consents: postgresStore({ pool, name }),
  audit: NO_TRAIL,
  onWarning: () => {},
  deadlineMs: 20_000,
})

interface Message {
  readonly clock?: number
  readonly say?: Said['action']
  readonly end?: true
}

process.on('message', async ({ clock, say, end }: Message) => {
  if (clock !== undefined) moveClock(clock)
  if (say) {
    const from = mono()
    await gate.consents[say]({ subject: me, purposes: ['direct_mail'] })
    process.send!({ said: { action: say, from, to: mono() } satisfies Said })
  }
  if (end) {
    await gate.close()
    await pool.end()
    process.disconnect()
  }
})
process.send!({ ready: true })
