import type { AuditRecord, AuditSink } from '../../index.js'
import { holds, same } from './same.js'
import type { SinkCase } from './sink-case.js'
import { FINDING } from './sink-finding.js'
import { HOSTILITY } from './sink-hostility.js'
import { idsOf, record } from './sink-records.js'
import type { SuiteCase } from './suite-case.js'

/** A sink under test, empty, and the way to see what it keeps. */
export interface SinkUnderTest {
  readonly sink: AuditSink
  /** The records that it holds, oldest first, as they would be found after a restart. */
  read(): readonly AuditRecord[] | PromiseLike<readonly AuditRecord[]>
}

/**
 * What every audit sink must do, a case each; `make` gives a new, empty sink for each of them.
 *
 * What a sink must do when its disk is full or its server gone depends on what it is, and is not in here.
 *
 * @example
 * ```ts
 * for (const { name, run } of sinkSuite(() => {
 *   const sink = memorySink()
 *   return { sink, read: () => sink.records }
 * })) test(name, run)
 * ```
 */
export function sinkSuite(make: () => SinkUnderTest | PromiseLike<SinkUnderTest>): readonly SuiteCase[] {
  return CASES.map(({ name, check }) => ({
    name,
    async run() {
      const made = await make()
      try {
        await check({ sink: made.sink, read: async () => made.read() })
      } finally {
        await made.sink.close?.()
      }
    },
  }))
}

const CASES: readonly SinkCase[] = [
  {
    name: 'says what it is called and promises',
    async check({ sink }) {
      holds(sink.name.length > 0, 'a name')
      holds(['memory', 'os', 'disk', 'replicated'].includes(sink.durability), 'a durability')
    },
  },
  {
    name: 'holds what it has acknowledged, whole and in order',
    async check({ sink, read }) {
      await sink.write([record('1'), record('2')])
      await sink.write([record('3')])
      same(await read(), [record('1'), record('2'), record('3')], 'records')
    },
  },
  {
    name: 'holds each of many writes at once, in the order of the calls',
    async check({ sink, read }) {
      const ids = Array.from({ length: 500 }, (_, i) => String(i))
      await Promise.all(ids.map((id) => sink.write([record(id)])))
      same(idsOf(await read()), ids, 'ids')
    },
  },
  {
    name: 'takes an empty write',
    async check({ sink, read }) {
      await sink.write([])
      same(await read(), [], 'records')
    },
  },
  {
    name: 'takes a large write',
    async check({ sink, read }) {
      const refs = Array.from({ length: 1000 }, (_, i) => `hmac:k1:${String(i).padStart(22, '0')}`)
      const many = Array.from({ length: 50 }, (_, i) => record(String(i), { subjects: { refs } }))
      await sink.write(many)
      same((await read()).length, 50, 'how many')
      same((await read())[49], many[49], 'the last')
    },
  },
  {
    name: 'keeps each caller’s records in order, and each write together, when all write at once',
    async check({ sink, read }) {
      const callers = Array.from({ length: 20 }, (_, i) => i)
      const batch = (caller: number, turn: number) =>
        [0, 1, 2].map((part) => record(`${caller}/${turn}/${part}`))
      await Promise.all(
        callers.map(async (caller) => {
          for (let turn = 0; turn < 5; turn++) await sink.write(batch(caller, turn))
        }),
      )
      const ids = idsOf(await read())
      for (const caller of callers) {
        const expected = [0, 1, 2, 3, 4].flatMap((turn) => idsOf(batch(caller, turn)))
        same(
          ids.filter((id) => id.startsWith(`${caller}/`)),
          expected,
          `ids of caller ${caller}`,
        )
      }
      same(ids.length, 300, 'how many')
      const torn = ids.filter((id, i) => id.endsWith('/0') && ids[i + 2] !== id.replace(/0$/, '2'))
      same(torn, [], 'writes torn apart')
    },
  },
  {
    name: 'takes frozen records and leaves them alone',
    async check({ sink }) {
      const frozen = Object.freeze([Object.freeze(record('1'))])
      await sink.write(frozen)
      same(frozen, [record('1')], 'what was written')
    },
  },
  {
    name: 'takes a record again by the same id',
    async check({ sink, read }) {
      await sink.write([record('1')])
      await sink.write([record('1')])
      const ids = idsOf(await read())
      holds(ids.length > 0 && ids.every((id) => id === '1'), 'the record once, or as often as it was written')
    },
  },
  {
    name: 'flushes and closes, also twice and unused',
    async check({ sink }) {
      await sink.flush?.()
      await sink.close?.()
      await sink.close?.()
    },
  },
  {
    name: 'holds or refuses what is written after it was closed, and loses nothing in silence',
    async check({ sink, read }) {
      await sink.write([record('1')])
      await sink.close?.()
      const taken = await Promise.resolve()
        .then(() => sink.write([record('2')]))
        .then(
          () => true,
          () => false,
        )
      await sink.close?.()
      same(idsOf(await read()), taken ? ['1', '2'] : ['1'], 'ids')
    },
  },
  {
    name: 'has flushed and closed what was under way',
    async check({ sink, read }) {
      const written = Promise.all(['1', '2', '3'].map((id) => sink.write([record(id)])))
      await sink.flush?.()
      if (sink.flush) same((await read()).length, 3, 'how many after `flush`')
      const later = sink.write([record('4')])
      await sink.close?.()
      if (sink.close) same((await read()).length, 4, 'how many after `close`')
      await Promise.all([written, later])
      same(idsOf(await read()), ['1', '2', '3', '4'], 'ids')
    },
  },
  ...HOSTILITY,
  ...FINDING,
]
