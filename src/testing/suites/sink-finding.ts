import type { AuditRecord, AuditSink, LedgerQuery } from '../../index.js'
import { holds, same } from './same.js'
import type { SinkCase } from './sink-case.js'
import { record } from './sink-records.js'

const day = (date: number): string => `2026-11-0${date}T00:00:00.000Z`
const by = (ref: string, onBehalfOf?: string): NonNullable<AuditRecord['actor']> => ({
  kind: 'employee',
  ref,
  roles: [],
  ...(onBehalfOf !== undefined && { onBehalfOf: by(onBehalfOf) }),
})

const STORED: readonly AuditRecord[] = [
  record('1', { time: day(1), actor: by('a-1'), subjects: { refs: ['p-1'] } }),
  record('2', { time: day(2), actor: by('a-2'), subjects: { refs: ['p-1', 'p-2'] } }),
  record('3', { time: day(3), actor: by('a-2', 'a-1'), subjects: { refs: ['p-2'] } }),
  record('4', { time: day(4), type: 'policy' }),
  record('5', { time: day(5), actor: by('p-1'), resource: { type: 'member', refs: ['p-1'] } }),
  record('6', { time: day(6), actor: by('a\u0000"\\'), subjects: { refs: ['{}', 'NULL', 'p-1,p-2'] } }),
]

const ASKED: readonly [query: LedgerQuery, ids: readonly string[]][] = [
  [{}, ['1', '2', '3', '4', '5', '6']],
  [{ subjects: ['p-1'] }, ['1', '2']],
  [{ subjects: ['p-2', 'p-1'] }, ['1', '2', '3']],
  [{ subjects: ['p-9'] }, []],
  [{ subjects: ['p'] }, []],
  [{ subjects: ['NULL'] }, ['6']],
  [{ subjects: ['{}'] }, ['6']],
  [{ subjects: [] }, []],
  [{ actors: ['a-1'] }, ['1', '3']],
  [{ actors: ['a\u0000"\\'] }, ['6']],
  [{ actors: [] }, []],
  [{ since: day(2) }, ['2', '3', '4', '5', '6']],
  [{ until: day(2) }, ['1']],
  [{ since: day(2), until: day(2) }, []],
  [{ since: '2026-11-05T00:00:00Z' }, ['5', '6']],
  [{ since: day(3), until: '2026-11-03T00:00:00.001Z' }, ['3']],
  [{ subjects: ['p-1'], actors: ['a-1'] }, ['1']],
  [{ subjects: ['p-2'], actors: ['a-2'], since: day(3), until: day(4) }, ['3']],
]

/** Records that a log may put between those that are written to it. */
const OWN: readonly AuditRecord['type'][] = ['config', 'heartbeat', 'recovery']

/** What a sink does that can be read; one without `find` has nothing to show here. */
export const FINDING: readonly SinkCase[] = [
  {
    name: 'finds what a query asks for, oldest first, if it can be read',
    async check({ sink }) {
      if (sink.find === undefined) return
      for (const each of STORED) await sink.write([each])
      for (const [query, ids] of ASKED) same(await found(sink, query), ids, JSON.stringify(query))
    },
  },
  {
    name: 'finds whole records, any number of them, and can be left in the middle, if it can be read',
    async check({ sink }) {
      if (sink.find === undefined) return
      const many = Array.from({ length: 2500 }, (_, i) => record(String(i), { actor: by('a-1') }))
      await sink.write(many)
      const seen: string[] = []
      for await (const each of sink.find({ actors: ['a-1'] })) {
        if (seen.length === 0) {
          const { log, seq, prev, hash, ...plain } = each
          same(plain, many[0], 'the first')
        }
        seen.push(each.id)
      }
      same(
        seen,
        many.map(({ id }) => id),
        'ids',
      )
      for await (const each of sink.find({})) {
        if (OWN.includes(each.type)) continue
        same(each.id, '0', 'the first')
        break
      }
      await sink.write([record('later')])
      same((await found(sink, {})).at(-1), 'later', 'the last')
    },
  },
  {
    name: 'refuses a time that is none, and does not find nothing, if it can be read',
    async check({ sink }) {
      if (sink.find === undefined) return
      const said = await found(sink, { since: 'yesterday' }).then(
        () => 'nothing',
        () => 'an error',
      )
      holds(said === 'an error', 'an error')
    },
  },
]

/** What was written and found. */
async function found(sink: AuditSink, query: LedgerQuery): Promise<string[]> {
  const ids: string[] = []
  for await (const { id, type } of sink.find!(query)) if (!OWN.includes(type)) ids.push(id)
  return ids
}
