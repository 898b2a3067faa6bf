import type { ConsentListener, Person } from '../../index.js'
import { lend, type Query } from '../../postgres/connection.js'
import type { PostgresClient, PostgresPool } from '../../sinks/postgres/index.js'
import { personOf } from './key.js'
import type { Tables } from './tables.js'

/** How a client of `pg` tells what it is told by the server. */
interface Listening {
  on(event: 'notification', listener: (told: { readonly payload?: string }) => void): unknown
  on(event: 'error' | 'end', listener: () => void): unknown
}

/** Tells what other processes have changed, over a connection of its own that is made again when it is lost. */
export interface Listener {
  subscribe(listener: ConsentListener): () => void
  close(): void
}

const BEAT_MS = 5_000
const LONGEST_PAUSE_MS = 5_000
const MOST = 1_000

/**
 * What is told names the event and nobody: whoever may connect to the database can listen to it. Whose it is, is asked.
 */
export function createListener(pool: PostgresPool, tables: Tables, ms: number): Listener {
  const listeners = new Set<ConsentListener>()
  let running = false
  let end = (): void => {}

  function tell(changed: readonly Person[] | 'all'): void {
    for (const listener of listeners) {
      try {
        listener(changed)
      } catch {
        // an optimisation that fails is none
      }
    }
  }

  async function peopleOf(query: Query, ids: readonly string[]): Promise<readonly Person[] | 'all'> {
    if (ids.length > MOST) return 'all'
    const rows = await query(
      `SELECT tenant, population, person FROM ${tables.events} WHERE id = ANY($1::text[])`,
      [[...ids]],
    )
    return rows.length === new Set(ids).size ? rows.map(personOf) : 'all'
  }

  /** Until the connection is lost, or nobody listens any more. */
  async function attend(): Promise<void> {
    const { client, query, giveBack } = await lend(pool, () => ms)
    const told: string[] = []
    let wake = (): void => {}
    let lost = false
    end = () => {
      lost = true
      wake()
    }
    hear(
      client,
      (id) => {
        told.push(id)
        wake()
      },
      () => end(),
    )
    try {
      await query(`LISTEN ${tables.channel}`)
      // what was missed until now
      tell('all')
      while (!lost) {
        if (told.length === 0) await pause(BEAT_MS, (go) => (wake = go))
        if (lost) break
        const ids = told.splice(0)
        if (ids.length > 0) tell(await peopleOf(query, ids))
        else await query('SELECT 1')
      }
    } finally {
      // it listens for ever: not one for the pool
      giveBack(true)
    }
  }

  async function run(): Promise<void> {
    let waits = 50
    while (listeners.size > 0) {
      const began = performance.now()
      await attend().catch(() => {})
      if (listeners.size === 0) break
      tell('all')
      waits = performance.now() - began > BEAT_MS ? 50 : Math.min(waits * 2, LONGEST_PAUSE_MS)
      await pause(waits, (go) => (end = go))
    }
    running = false
  }

  return {
    subscribe(listener) {
      const own: ConsentListener = (changed) => listener(changed)
      listeners.add(own)
      if (!running) {
        running = true
        void run()
      }
      return () => {
        listeners.delete(own)
        if (listeners.size === 0) end()
      }
    },
    close() {
      listeners.clear()
      end()
    },
  }
}

function hear(client: PostgresClient, notified: (id: string) => void, lost: () => void): void {
  const listening = client as unknown as Listening
  listening.on('notification', ({ payload = '' }) => notified(payload))
  listening.on('error', lost)
  listening.on('end', lost)
}

/** Waits, but keeps no process alive. */
function pause(ms: number, waker: (go: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    timer.unref?.()
    waker(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}
