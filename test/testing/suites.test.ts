import { describe, expect, it } from 'vitest'
import type { AuditSink, ConsentStore } from '../../src/index.js'
import { memorySink } from '../../src/sinks/memory.js'
import { memoryStore } from '../../src/stores/memory.js'
import { consentStoreSuite, type SuiteCase, sinkSuite } from '../../src/testing/index.js'

/** The names of the cases that do not pass. */
async function failed(suite: readonly SuiteCase[]): Promise<string[]> {
  const results = await Promise.all(
    suite.map(({ name, run }) =>
      run().then(
        () => [],
        () => [name],
      ),
    ),
  )
  return results.flat()
}

const sinkWith = (change: (sink: AuditSink) => Partial<AuditSink>) =>
  sinkSuite(() => {
    const sink = memorySink()
    return { sink: { ...sink, ...change(sink) }, read: () => sink.records }
  })

describe('sinkSuite finds', () => {
  it.each<[string, (sink: AuditSink) => Partial<AuditSink>, string]>([
    ['no name', () => ({ name: '' }), 'says what it is called and promises'],
    [
      'an acknowledgement before the write',
      (sink) => ({ write: (records) => void setImmediate(() => sink.write(records)) }),
      'holds what it has acknowledged, whole and in order',
    ],
    [
      'records out of order',
      (sink) => ({ write: (records) => sink.write(records.toReversed()) }),
      'holds what it has acknowledged, whole and in order',
    ],
    [
      'text that is changed',
      (sink) => ({
        write: (records) =>
          sink.write(records.map((each) => ({ ...each, id: each.id.replaceAll('\n', ' ') }))),
      }),
      'keeps hostile text in its record',
    ],
    [
      'a closed sink that swallows',
      (sink) => {
        let closed = false
        return {
          write: (records) => (closed ? undefined : sink.write(records)),
          close: () => {
            closed = true
          },
        }
      },
      'holds or refuses what is written after it was closed, and loses nothing in silence',
    ],
  ])('%s', async (_, change, name) => {
    expect(await failed(sinkWith(change))).toContain(name)
  })

  it('nothing wrong with a sink that refuses what comes after it was closed', async () => {
    const suite = sinkWith((sink) => {
      let closed = false
      return {
        write: (records) => (closed ? Promise.reject(new Error('closed')) : sink.write(records)),
        close: () => {
          closed = true
        },
      }
    })
    expect(await failed(suite)).toEqual([])
  })
})

describe('consentStoreSuite finds', () => {
  type Store = ReturnType<typeof memoryStore>
  const suiteWith = (change: (store: Store) => Partial<Store>) =>
    consentStoreSuite((events) => {
      const store = memoryStore()
      const changed = { ...store, ...change(store) }
      for (const event of events) changed.append(event)
      return changed
    })

  it.each<[string, (store: Store) => Partial<Store>, string]>([
    [
      'answers in another order',
      (store) => ({ lookup: (people) => store.lookup(people).toReversed() }),
      'answers in the order asked, echoing each person',
    ],
    [
      'ids whose type is lost',
      (store) => ({
        lookup: (people) => store.lookup(people.map((each) => ({ ...each, id: String(each.id) }))),
      }),
      'keeps lookalikes apart: type of the id, population, tenant, Unicode form',
    ],
    [
      'a history without the late ones',
      (store) => ({ history: (person) => store.history(person).slice(0, 1) }),
      'the history is one person’s, whole and oldest first',
    ],
  ])('%s', async (_, change, name) => {
    expect(await failed(suiteWith(change))).toContain(name)
  })

  it('of a store that only reads, what it reads', async () => {
    const names = (suite: readonly SuiteCase[]) => suite.map(({ name }) => name)
    const open = () => memoryStore()
    const reading = names(consentStoreSuite(open, { readOnly: true }))
    const all = names(consentStoreSuite(open))
    expect(all.slice(0, reading.length)).toEqual(reading)
    expect(all.length).toBeGreaterThan(reading.length)
  })

  it('and closes what it opened', async () => {
    let closed = 0
    const close = () => {
      closed++
    }
    const open = (): ConsentStore => ({ ...memoryStore(), close })
    const [first] = consentStoreSuite(open, { readOnly: true })
    await first!.run().catch(() => undefined)
    expect(closed).toBe(1)
  })
})
