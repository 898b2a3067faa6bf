import { describe, expect, it } from 'vitest'
import { type AuditRecord, withheld } from '../../src/index.js'
import { memoryStore } from '../../src/stores/memory.js'
import { deferred } from './hostile.js'
import { type OpenAccess, type OpenGate, open, outcome } from './open.js'
import { agent, ann, subject } from './shop.js'

const mailer = { id: 'm', roles: ['mailer'], tenant: 't-1' }
const bob = { ...ann, id: 'c-2' }
const both = [subject, { ...subject, id: 'c-2' }]
const no = (gate: OpenGate, person = subject) =>
  gate.consents.withdraw({ subject: person, purposes: ['direct_mail'] })

/** Everything that releases, as what became of its first row. */
const RELEASES: readonly [string, number, (access: OpenAccess) => Promise<unknown>][] = [
  ['read', 0, (access) => access.read('customer', ann)],
  ['readMany', 0, (access) => access.readMany('customer', [ann]).then(first)],
  ['stream', 0, (access) => page(access).then(first)],
  // what is recorded first is that it will be run
  ['query', 1, (access) => access.query(access.plan('customer'), () => [ann]).then(first)],
]

describe('a withdrawal between check and release', () => {
  it.each(RELEASES)(
    'T17: %s gives nothing whose consent ended while its record was written',
    async (_, skip, release) => {
      const { gate, sink } = await consented()
      sink.slowDown({ skip })
      const reading = outcome(release(gate.for('direct_mail', { actor: mailer })))
      await sink.written('decision')
      await no(gate)
      sink.acknowledge()
      expect(await reading).toBe('consent_withdrawn')
      const aborted = sink.records.filter(({ outcome: end }) => end?.status === 'aborted' && end.rows === 1)
      expect(aborted).toMatchObject([{ type: 'outcome', outcome: { code: 'consent_withdrawn' } }])
    },
  )

  it.each(RELEASES)(
    'T17: %s gives nothing whose consent ended while it was looked up',
    async (_, __, release) => {
      const { store, hold, free } = slowStore()
      const { gate } = await consented({ consents: store })
      hold()
      const reading = outcome(release(gate.for('direct_mail', { actor: mailer })))
      await turns()
      await no(gate)
      free()
      expect(await reading).toBe('consent_withdrawn')
    },
  )

  it('T17: one that comes while another is acted on is acted on, too', async () => {
    const { gate, sink } = await consented()
    sink.slowDown({ count: 2 })
    const reading = gate.for('direct_mail', { actor: mailer }).readMany('customer', [ann, bob])
    await sink.written('decision')
    await no(gate)
    sink.acknowledge()
    await sink.written('outcome')
    await no(gate, both[1])
    sink.acknowledge()
    const { views, refused } = await reading
    expect(views).toEqual([])
    expect(refused.map(({ reason }) => reason)).toEqual(['consent_withdrawn', 'consent_withdrawn'])
  })

  it('T17: the answer that is asked for again can be old, too', async () => {
    const { store, hold, free } = slowStore()
    const { gate, sink } = await consented({ consents: store })
    sink.slowDown()
    const reading = outcome(gate.for('direct_mail', { actor: mailer }).read('customer', ann))
    await sink.written('decision')
    await no(gate, both[1])
    hold()
    sink.acknowledge()
    await turns()
    await no(gate)
    free()
    expect(await reading).toBe('consent_withdrawn')
  })

  it('T17: a store that fails when it is asked again is no yes', async () => {
    const store = memoryStore()
    let down = false
    const lookup: typeof store.lookup = (people) => {
      if (down) throw new Error('down')
      return store.lookup(people)
    }
    const { gate, sink } = await consented({ consents: { ...store, lookup } })
    sink.slowDown()
    const reading = outcome(gate.for('direct_mail', { actor: mailer }).read('customer', ann))
    await sink.written('decision')
    await gate.consents.withdraw({ subject: both[1], purposes: ['direct_mail'] })
    down = true
    sink.acknowledge()
    expect(await reading).toBe('consent_unavailable')
  })

  it('T17: what somebody else narrowed, or another purpose, holds up nobody', async () => {
    const { gate, sink } = await consented()
    const access = gate.for('direct_mail', { actor: mailer })
    sink.slowDown()
    const reading = access.read('customer', ann)
    await sink.written('decision')
    await no(gate, both[1])
    await gate.consents.restrict({ subject, purposes: ['support'] })
    sink.acknowledge()
    expect(withheld(await reading)).toBeDefined()
  })

  it('T17: a write whose basis ended is not carried out', async () => {
    const { gate, sink } = await consented()
    const access = gate.for('support', { actor: { ...agent, roles: ['keeper'] } })
    sink.slowDown()
    const writing = outcome(access.update('customer', ann, { name: 'Anna' }))
    await sink.written('decision')
    await gate.consents.restrict({ subject, purposes: ['support'] })
    sink.acknowledge()
    expect(await writing).toBe('restricted')
  })
})

/** A gate whose sink is slow when told to be; both people have consented. */
async function consented(options: { readonly [option: string]: unknown } = {}) {
  const sink = slowSink()
  const { gate } = open({ audit: sink, ...options })
  for (const each of both) await gate.consents.give({ subject: each, purposes: ['direct_mail'] })
  return { gate, sink }
}

/** Takes what people say at once; of other writes it lets `skip` pass, and acknowledges `count` only when told to. */
function slowSink() {
  const records: AuditRecord[] = []
  let [skip, count, door] = [0, 0, deferred()]
  return {
    name: 'slow',
    durability: 'memory',
    records,
    slowDown(more: { readonly skip?: number; readonly count?: number } = {}) {
      skip = more.skip ?? 0
      count = more.count ?? 1
    },
    write(more: readonly AuditRecord[]) {
      records.push(...more)
      if (more.every(({ type }) => type === 'consent') || count === 0 || skip-- > 0) return
      count--
      door = deferred()
      return door.promise
    },
    async written(type: string) {
      await turns()
      expect(records.at(-1)?.type).toBe(type)
    },
    acknowledge: () => door.resolve(),
  }
}

/** A store that fetches its answer at once and, when told to, hands it over late. */
function slowStore() {
  const store = memoryStore()
  let door = deferred()
  door.resolve()
  const lookup = async (people: Parameters<typeof store.lookup>[0]) => {
    const answer = store.lookup(people)
    await door.promise
    return answer
  }
  const hold = () => {
    door = deferred()
  }
  return { store: { ...store, lookup }, hold, free: () => door.resolve() }
}

function first(result: { views: readonly object[]; refused: readonly { reason: string }[] }): object {
  const [refused] = result.refused
  if (refused) throw refused
  return result.views[0] as object
}

async function page(access: OpenAccess) {
  for await (const each of access.stream('customer', [ann])) return each
  throw new Error('no page')
}

/** Lets everything that is ready happen. */
const turns = () => new Promise<void>((resolve) => void setImmediate(resolve))
