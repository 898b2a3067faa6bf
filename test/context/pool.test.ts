import { AsyncResource } from 'node:async_hooks'
import pg from 'pg'
import { afterEach, describe, expect, it } from 'vitest'
import { currentAccess } from '../../src/context/index.js'
import { doors, type Spec } from '../http/doors.js'
import { serve } from '../http/serve.js'
import { agent, aiko } from '../shop.js'
import { openWire } from './wire.js'

const open: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of open.splice(0)) await close()
})

/** A pool of one connection, which is opened by the first request that needs it. */
async function poolOf(answer?: () => Promise<void>) {
  const wire = await openWire(answer)
  const pool = new pg.Pool({ host: '127.0.0.1', port: wire.port, user: 'x', database: 'x', max: 1 })
  open.push(() => pool.end(), wire.close)
  return pool
}
/** Reads by the ambient access; a refusal is its reason. */
const readHere = async () => {
  try {
    const access = currentAccess<{ purpose: 'support'; read(...args: unknown[]): Promise<object> }>('support')
    await access.read('member', { ...aiko, repId: 'a-1' })
    return 'read'
  } catch (error) {
    return (error as { reason: string }).reason
  }
}
const callback = (pool: pg.Pool) =>
  new Promise<string>((resolve) => pool.query('SELECT 1', () => void readHere().then(resolve)))
/** As other clients do it: the callback of the socket calls back by way of `leave`. */
const later = (pool: pg.Pool, leave: (then: () => void) => unknown) =>
  new Promise<string>((resolve) =>
    pool.query('SELECT 1', () => void leave(() => void readHere().then(resolve))),
  )
const awaited = async (pool: pg.Pool) => {
  await pool.query('SELECT 1')
  return readHere()
}

describe.each(doors)('$name: a pooled client of pg', (door) => {
  it('T24: what is awaited goes on in the context of its own request', async () => {
    const pool = await poolOf()
    const desk = await serve(door, [route(() => awaited(pool))], { resolveActor })
    await Promise.all(['a-1', 'a-2', 'a-1'].map((id) => desk.ask(`/x/${id}`)))
    expect([heard.get('a-1'), heard.get('a-2')]).toEqual(['read', 'condition_not_met'])
  })

  it('T24: a callback runs in the context of the request that opened the connection, and is denied', async () => {
    const pool = await poolOf()
    const desk = await serve(door, [route(() => callback(pool))], { resolveActor })
    // the first opens it and may read; the second would read by the access of the first
    for (const id of ['a-1', 'a-2']) await desk.ask(`/x/${id}`)
    expect([heard.get('a-1'), heard.get('a-2')]).toEqual(['no_context', 'no_context'])
    expect(desk.records().filter(({ fields }) => fields)).toEqual([])
  })

  it('T24: so it is while that other request is still under way', async () => {
    let answer: () => void = () => {}
    const answered = new Promise<void>((resolve) => {
      answer = resolve
    })
    const pool = await poolOf()
    const desk = await serve(
      door,
      [
        route(async ({ params }) => {
          if (params['id'] === 'a-2') return callback(pool).finally(answer)
          await pool.query('SELECT 1')
          await answered
          return readHere()
        }),
      ],
      { resolveActor },
    )
    const first = desk.ask('/x/a-1')
    await desk.ask('/x/a-2')
    await first
    expect([heard.get('a-2'), heard.get('a-1')]).toEqual(['no_context', 'read'])
  })

  const LATER: readonly [string, (pool: pg.Pool) => Promise<string>][] = [
    ['nextTick', (pool) => later(pool, (then) => process.nextTick(then))],
    ['setImmediate', (pool) => later(pool, (then) => setImmediate(then))],
    ['a timer', (pool) => later(pool, (then) => setTimeout(then, 1))],
    ['a microtask', (pool) => later(pool, (then) => queueMicrotask(then))],
    [
      'nextTick, and awaits',
      (pool) =>
        later(pool, (then) =>
          process.nextTick(async () => {
            await new Promise((resolve) => setImmediate(resolve))
            then()
          }),
        ),
    ],
  ]
  it.each(LATER)('T24: so it is where the pool calls back by %s', async (_, work) => {
    let answer: () => void = () => {}
    const answered = new Promise<void>((resolve) => {
      answer = resolve
    })
    const pool = await poolOf()
    const desk = await serve(
      door,
      [
        route(async ({ params }) => {
          if (params['id'] !== 'a-1') return work(pool).finally(answer)
          await pool.query('SELECT 1')
          await answered
          return readHere()
        }),
      ],
      { resolveActor },
    )
    const first = desk.ask('/x/a-1')
    await desk.ask('/x/a-2')
    await first
    expect([heard.get('a-2'), heard.get('a-1')]).toEqual(['no_context', 'read'])
  })

  it('T24: a callback that was bound runs in the context of its own request, whatever calls it', async () => {
    const pool = await poolOf()
    const bound = (pool: pg.Pool) =>
      new Promise<string>((resolve) =>
        pool.query(
          'SELECT 1',
          AsyncResource.bind(() => process.nextTick(() => void readHere().then(resolve))),
        ),
      )
    const desk = await serve(door, [route(() => bound(pool))], { resolveActor })
    await Promise.all(['a-1', 'a-2', 'a-1'].map((id) => desk.ask(`/x/${id}`)))
    expect([heard.get('a-1'), heard.get('a-2')]).toEqual(['read', 'condition_not_met'])
  })

  // known and documented: nothing tells whose callback it is that a request calls
  it('T24: a queue that calls the next one in line lends it the context of who was there before', async () => {
    const waiting: (() => void)[] = []
    let busy = false
    const acquire = (then: () => void) => {
      if (busy) waiting.push(then)
      else {
        busy = true
        then()
      }
    }
    const release = () => {
      const next = waiting.shift()
      if (next) next()
      else busy = false
    }
    const turn = (bind: boolean) =>
      new Promise<string>((resolve) => {
        const work = async () => {
          await new Promise((done) => setImmediate(done))
          resolve(await readHere())
          await new Promise((done) => setImmediate(done))
          release()
        }
        acquire(bind ? AsyncResource.bind(work) : work)
      })
    const bound = await serve(door, [route(() => turn(true))], { resolveActor })
    await Promise.all(['a-1', 'a-2', 'a-1'].map((id) => bound.ask(`/x/${id}`)))
    expect([heard.get('a-1'), heard.get('a-2')]).toEqual(['read', 'condition_not_met'])
    const bare = await serve(door, [route(() => turn(false))], { resolveActor })
    await Promise.all(['a-1', 'a-2'].map((id) => bare.ask(`/x/${id}`)))
    // once the response of the one before is over, its context is refused
    expect([heard.get('a-1'), heard.get('a-2')]).toEqual([
      'read',
      expect.stringMatching(/^(read|no_context)$/),
    ])
  })

  it('T24: a context that outlives its response is nobody’s', async () => {
    let later: Promise<string> | undefined
    const work: Spec['work'] = ({ raw }) => {
      later = new Promise((resolve) =>
        raw.once('close', () => setImmediate(() => void readHere().then(resolve))),
      )
      return null
    }
    const desk = await serve(door, [{ path: '/x/:id', purpose: 'support', work }], { resolveActor })
    await desk.ask('/x/a-1')
    expect(await later).toBe('no_context')
  })
})

/** What each actor heard; a response after nothing but a denial says nothing of it. */
let heard: Map<string | undefined, string>

const route = (work: (turn: Parameters<Spec['work']>[0]) => Promise<string>): Spec => {
  heard = new Map()
  return {
    path: '/x/:id',
    purpose: 'support',
    work: async (turn) => {
      heard.set(turn.params['id'], await work(turn))
      return null
    },
  }
}

/** Each request has an actor of its own: the last part of its path. */
function resolveActor({ url = '' }: { url?: string }) {
  return { ...agent, id: url.split('/').at(-1) }
}
