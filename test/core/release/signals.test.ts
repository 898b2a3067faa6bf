import { type AuditSink, createGate, type Signal } from 'purposebound'
import { memorySink } from 'purposebound/sinks/memory'
import { memoryStore } from 'purposebound/stores/memory'
import { testGate } from 'purposebound/testing'
import { describe, expect, it, vi } from 'vitest'
import { agent, aiko, shop, shopWith } from '../../shop.js'
import { trail } from '../../trail.js'

const watching = (signals: object) =>
  shopWith((document) => {
    Object.assign(document, { signals })
    document.roles['importer'] = { purposes: ['support'], sees: { identity: 'clear' } }
  })
const START = Date.parse('2026-01-01T00:00:00Z')
const people = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => ({ ...aiko, id: `m-${from + i}` }))

/** A gate that watches, and what it told. */
function watched(signals: object, options: object = {}) {
  const told: Signal[] = []
  const made = testGate({ policy: watching(signals), onSignal: (signal) => told.push(signal), ...options })
  const of = () => trail(made.records).filter(({ type }) => type === 'signal')
  const denied = async (actor: object = agent, times = 1) => {
    const access = made.gate.for('support', { actor: { ...agent, ...actor } as typeof agent })
    for (let i = 0; i < times; i++) await access.read('member', { ...aiko, repId: 'a-18' }).catch(() => {})
  }
  const list = (rows: object[], actor: object = agent) =>
    made.gate
      .for('support', { actor: actor as typeof agent, request: 'r-1' })
      .readMany('member', rows as never)
  return { ...made, told, signals: of, denied, list }
}

describe('signals: denials', () => {
  it('tells of so many denials of one actor within the window, once, and then counts anew', async () => {
    const { denied, signals, told } = watched({ denials: { count: 3, withinMs: 60_000 } })
    await denied(agent, 2)
    expect(signals()).toEqual([])
    await denied()
    expect(signals()).toMatchObject([
      {
        signal: { kind: 'denials', count: 3, threshold: 3, windowMs: 60_000 },
        purpose: 'support',
        actor: { roles: ['agent'] },
      },
    ])
    await denied(agent, 2)
    expect(signals()).toHaveLength(1)
    await denied()
    expect(told).toHaveLength(2)
    expect(told[0]).toEqual({
      kind: 'denials',
      count: 3,
      threshold: 3,
      windowMs: 60_000,
      time: '2026-01-01T00:00:00.000Z',
      actor: { kind: 'employee', ref: expect.stringMatching(/^hmac:/), roles: ['agent'] },
      purpose: 'support',
      record: signals()[0]?.id,
    })
    expect(Object.isFrozen(told[0])).toBe(true)
  })

  it('counts no two actors as one, and one actor over all the purposes of a rule', async () => {
    const { denied, gate, signals } = watched({ denials: { count: 3, withinMs: 60_000 } })
    for (const id of ['a-1', 'a-2', 'a-3', 'a-4']) await denied({ id }, 2)
    expect(signals()).toEqual([])
    await gate
      .for('research', { actor: { ...agent, id: 'a-1' } })
      .read('member', aiko)
      .catch(() => {})
    expect(signals()).toMatchObject([{ purpose: 'research' }])
  })

  it('forgets what is older than the window, and no clock that is put back makes it forget', async () => {
    const { denied, setNow, signals } = watched({ denials: { count: 3, withinMs: 10_000 } })
    await denied(agent, 2)
    setNow(START + 30_000)
    await denied(agent, 1)
    expect(signals()).toEqual([])
    setNow(START - 86_400_000)
    await denied(agent, 1)
    setNow(START - 86_399_000)
    await denied(agent, 1)
    expect(signals()).toHaveLength(1)
  })

  it('counts requests that fail before any row, and those of nobody', async () => {
    const { gate, signals } = watched({ denials: { count: 3, withinMs: 60_000 } })
    for (const purpose of ['suport', 'marketing', 'x'])
      await gate
        .for(purpose as never, { actor: agent })
        .readMany('member', [aiko])
        .catch(() => {})
    for (let i = 0; i < 3; i++)
      await gate
        .for('support', { actor: undefined as never })
        .read('member', aiko)
        .catch(() => {})
    expect(signals()).toMatchObject([{ signal: { count: 3 } }, { signal: { count: 3 } }])
    expect(signals()[1]?.actor).toBeUndefined()
  })

  it('takes rows that are missing from a list for what they are: consent is no violation, another reason is one', async () => {
    const { gate, list, signals } = watched({ denials: { count: 2, withinMs: 60_000 } })
    for (let i = 0; i < 5; i++)
      await gate
        .for('direct_mail', { actor: { id: 'n', roles: ['mailer'], tenant: 't-1' } })
        .readMany('member', people(9))
    expect(signals()).toEqual([])
    await list(people(9).map((row) => ({ ...row, repId: 'a-18' })))
    expect(signals()).toEqual([])
    await list(people(9).map((row) => ({ ...row, repId: 'a-18' })))
    expect(signals()).toHaveLength(1)
  })

  it('is not deceived by a million ids: those that find no room are counted together', async () => {
    const { denied, signals } = watched({ denials: { count: 50, withinMs: 60_000 } })
    for (let i = 0; i < 10_050; i++) await denied({ id: `x-${i}` })
    expect(signals()).toMatchObject([{ signal: { kind: 'denials', count: 50 } }])
    expect(signals()[0]?.actor).toBeUndefined()
  }, 60_000)

  it('counts for the one on whose behalf it was done', async () => {
    const { denied, signals } = watched({ denials: { count: 3, withinMs: 60_000 } })
    for (const id of ['s-1', 's-2', 's-3']) await denied({ id, kind: 'service', onBehalfOf: agent })
    expect(signals()).toHaveLength(1)
    expect(signals()[0]?.actor).toMatchObject({ kind: 'service', onBehalfOf: { kind: 'employee' } })
  })
})

describe('signals: bulk', () => {
  it('tells of one operation that showed so many people: list, stream or reads of one moment', async () => {
    const { gate, list, signals } = watched({ bulk: { people: 10 } })
    await list(people(9))
    await list(people(9))
    expect(signals()).toEqual([])
    await list(people(12))
    expect(signals()).toMatchObject([{ request: 'r-1', signal: { kind: 'bulk', count: 12, threshold: 10 } }])
    const access = gate.for('support', { actor: agent })
    for await (const _ of access.stream('member', people(40), { size: 4 })) void _
    expect(signals().slice(1)).toMatchObject([{ signal: { count: 12 } }])
    await Promise.all(people(10).map((row) => access.read('member', row)))
    expect(signals()).toHaveLength(3)
  })

  it('counts people and not rows', async () => {
    const { gate, signals } = watched({ bulk: { people: 10 } })
    const orders = Array.from({ length: 50 }, (_, id) => ({
      id,
      memberId: `m-${id % 9}`,
      total: 1,
      giftTo: null,
    }))
    await gate.for('support', { actor: agent }).readMany('order', orders)
    expect(signals()).toEqual([])
  })

  it('tells of so many within a window, over many operations', async () => {
    const { list, setNow, signals } = watched({ bulk: { people: 20, withinMs: 60_000 } })
    await list(people(9))
    await list(people(9, 100))
    setNow(START + 120_000)
    await list(people(9, 200))
    expect(signals()).toEqual([])
    await list(people(15, 300))
    expect(signals()).toMatchObject([
      { signal: { kind: 'bulk', count: 24, threshold: 20, windowMs: 60_000 } },
    ])
  })

  it('does not count what was refused, observed or written for nobody', async () => {
    const { gate, list, signals } = watched({ bulk: { people: 2 } })
    await list(people(9).map((row) => ({ ...row, repId: 'a-18' })))
    for (const row of people(9)) await gate.for('support', { actor: agent }).observe('member', row)
    await gate.consents.import(
      people(9).map(({ id }) => ({
        subject: { ...aiko, id, population: 'member', tenant: 't-1' } as never,
        purposes: ['marketing'],
        action: 'give',
        at: 0,
      })),
    )
    expect(signals()).toEqual([])
  })
})

describe('signals: thresholds', () => {
  it('those that name a purpose stand in place of those that name none', async () => {
    const { gate, list, signals } = watched({ bulk: [{ people: 3 }, { people: 10, purposes: ['support'] }] })
    await list(people(9))
    expect(signals()).toEqual([])
    await list(people(10))
    expect(signals()).toMatchObject([{ signal: { threshold: 10 } }])
    await gate
      .for('research', { actor: { id: 'x', roles: ['analyst'], tenant: 't-1' } })
      .readMany('member', people(3))
    expect(signals().at(-1)).toMatchObject({ signal: { threshold: 3 } })
  })

  it('of another policy count on where they say the same', async () => {
    const { denied, gate, signals } = watched({ denials: { count: 3, withinMs: 60_000 } })
    await denied(agent, 2)
    await gate.reload(watching({ denials: { count: 3, withinMs: 60_000 }, exceptions: true }))
    await denied()
    expect(signals()).toHaveLength(1)
    await gate.reload(shop)
    await denied(agent, 9)
    expect(signals()).toHaveLength(1)
  })
})

describe('signals: new pairs', () => {
  it('tells of the first permit of an actor for a purpose, and of persons who act for themselves never', async () => {
    const { list, signals, told } = watched({ newPairs: true })
    await list(people(1))
    await list(people(1))
    expect(signals()).toMatchObject([{ signal: { kind: 'new_pair' }, purpose: 'support' }])
    await list(people(1), { ...agent, kind: 'person', id: 'p' })
    await list(people(1), { ...agent, id: 'stranger', roles: [] })
    expect(told).toHaveLength(1)
  })

  it('learns in silence for a while', async () => {
    const { list, setNow, signals } = watched({ newPairs: { learnMs: 60_000 } })
    await list(people(1))
    setNow(START + 60_000)
    await list(people(1))
    expect(signals()).toEqual([])
    await list(people(1), { id: 'new', roles: ['importer'], tenant: 't-1' })
    expect(signals()).toHaveLength(1)
  })
})

describe('a signal', () => {
  it('stands in the same batch as the access that raised it', async () => {
    const batches: string[][] = []
    const sink: AuditSink = {
      name: 'x',
      durability: 'memory',
      write: (records) => void batches.push(records.map(({ type }) => type)),
    }
    const { denied } = watched({ denials: { count: 1, withinMs: 60_000 } }, { audit: sink })
    await denied()
    expect(batches).toEqual([['policy', 'decision', 'signal']])
  })

  it('that could not be written is told of, and raised again by the next', async () => {
    let up = false
    const sink = memorySink()
    const told: Signal[] = []
    const gate = createGate({
      policy: watching({ denials: { count: 2, withinMs: 60_000 } }),
      consents: memoryStore(),
      audit: { ...sink, write: (records) => (up ? sink.write(records) : Promise.reject(new Error('down'))) },
      onWarning: () => {},
      onSignal: (signal) => told.push(signal),
    })
    const denied = () =>
      gate
        .for('support', { actor: agent })
        .read('member', { ...aiko, repId: 'x' })
        .catch(() => {})
    await denied()
    await denied()
    expect(told).toHaveLength(1)
    up = true
    await denied()
    expect(sink.records.filter(({ type }) => type === 'signal')).toMatchObject([{ signal: { count: 3 } }])
  })

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('Aiko')
      },
    ],
    ['rejects', () => Promise.reject(new Error('Aiko'))],
    ['never answers', () => new Promise(() => {})],
    [
      'gives what throws when it is awaited',
      () => ({
        // biome-ignore lint/suspicious/noThenProperty: what a stranger may give
        get then() {
          throw new Error('Aiko')
        },
      }),
    ],
  ])('whose hook %s changes no access', async (_, onSignal) => {
    const onWarning = vi.fn()
    const { list } = watched({ bulk: { people: 1 }, newPairs: true }, { onSignal, onWarning })
    expect((await list(people(3))).views).toHaveLength(3)
    expect((await list(people(3))).views).toHaveLength(3)
    await new Promise((turn) => setImmediate(turn))
    expect(JSON.stringify(onWarning.mock.calls)).not.toContain('Aiko')
    expect(onWarning.mock.calls.filter(([text]) => text.includes('onSignal')).length).toBeLessThanOrEqual(1)
  })

  it('holds no data', async () => {
    const { denied, list, told, records } = watched({
      denials: { count: 1, withinMs: 1000 },
      bulk: { people: 1 },
      newPairs: true,
    })
    await denied()
    await list([aiko])
    expect(told).toHaveLength(3)
    expect(JSON.stringify([told, records])).not.toMatch(/Aiko|m-1"|a-17|4242/)
  })

  it('is raised by nothing where the policy wants none', async () => {
    const { gate, records } = testGate({ policy: shop, onSignal: () => expect.unreachable() })
    await gate.for('support', { actor: agent }).readMany('member', people(50))
    expect(trail(records)).toHaveLength(1)
  })
})
