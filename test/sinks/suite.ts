import { deepStrictEqual, ok, strictEqual } from 'node:assert'
import type { AuditRecord, AuditSink } from '../../src/index.js'

/** A sink under test, and the way to see what it keeps. */
interface Subject {
  readonly sink: AuditSink
  readonly read: () => readonly AuditRecord[] | Promise<readonly AuditRecord[]>
}

export interface SinkCase {
  readonly name: string
  readonly run: (subject: Subject) => Promise<void>
}

/** What every sink must do. Needs no test runner: each case rejects when it fails. */
export const sinkCases: readonly SinkCase[] = [
  {
    name: 'says what it is called and promises',
    async run({ sink }) {
      ok(sink.name.length > 0)
      ok(['memory', 'os', 'disk', 'replicated'].includes(sink.durability))
    },
  },
  {
    name: 'holds what it has acknowledged, whole and in order',
    async run({ sink, read }) {
      await sink.write([record('1'), record('2')])
      await sink.write([record('3')])
      deepStrictEqual(await read(), [record('1'), record('2'), record('3')])
    },
  },
  {
    name: 'holds each of many writes at once, in the order of the calls',
    async run({ sink, read }) {
      const ids = Array.from({ length: 500 }, (_, i) => String(i))
      await Promise.all(ids.map((id) => sink.write([record(id)])))
      deepStrictEqual(
        (await read()).map(({ id }) => id),
        ids,
      )
    },
  },
  {
    name: 'takes an empty write',
    async run({ sink, read }) {
      await sink.write([])
      deepStrictEqual(await read(), [])
    },
  },
  {
    name: 'takes a large write',
    async run({ sink, read }) {
      const refs = Array.from({ length: 1000 }, (_, i) => `hmac:k1:${String(i).padStart(22, '0')}`)
      const many = Array.from({ length: 50 }, (_, i) => record(String(i), { subjects: { refs } }))
      await sink.write(many)
      strictEqual((await read()).length, 50)
      deepStrictEqual((await read())[49], many[49])
    },
  },
  {
    name: 'keeps hostile text in its record',
    async run({ sink, read }) {
      const hostile = 'a\n{"effect":"permit"}\r\u2028\u2029\u0085\u001b[2J\u0000\ufeff"\\ 名😀'
      await sink.write([record(hostile, { justification: hostile }), record('after')])
      deepStrictEqual(await read(), [record(hostile, { justification: hostile }), record('after')])
    },
  },
  {
    name: 'takes frozen records and leaves them alone',
    async run({ sink }) {
      const frozen = Object.freeze([Object.freeze(record('1'))])
      await sink.write(frozen)
      deepStrictEqual(frozen, [record('1')])
    },
  },
  {
    name: 'takes a record again by the same id',
    async run({ sink, read }) {
      await sink.write([record('1')])
      await sink.write([record('1')])
      ok((await read()).every(({ id }) => id === '1'))
    },
  },
  {
    name: 'flushes and closes, also twice and unused',
    async run({ sink }) {
      await sink.flush?.()
      await sink.close?.()
      await sink.close?.()
    },
  },
  {
    name: 'holds what is written after it was closed',
    async run({ sink, read }) {
      await sink.write([record('1')])
      await sink.close?.()
      await sink.write([record('2')])
      await sink.close?.()
      deepStrictEqual(
        (await read()).map(({ id }) => id),
        ['1', '2'],
      )
    },
  },
  {
    name: 'has flushed and closed what was under way',
    async run({ sink, read }) {
      const written = Promise.all(['1', '2', '3'].map((id) => sink.write([record(id)])))
      await sink.flush?.()
      strictEqual((await read()).length, 3)
      const later = sink.write([record('4')])
      await sink.close?.()
      strictEqual((await read()).length, 4)
      await Promise.all([written, later])
    },
  },
]

/** A record of a decision. */
export function record(id: string, more: Partial<AuditRecord> = {}): AuditRecord {
  return {
    v: 1,
    id,
    type: 'decision',
    time: '2026-11-01T00:00:00.000Z',
    mono: 1,
    app: { name: 'test', instance: 'i-1' },
    policy: { name: 'welearn', version: '1', digest: 'sha256:00' },
    effect: 'permit',
    ...more,
  }
}
