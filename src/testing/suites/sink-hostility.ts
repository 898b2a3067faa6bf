import { same } from './same.js'
import type { SinkCase } from './sink-case.js'
import { record } from './sink-records.js'

/** What names of people, roles and fields could be: braces and quotes of arrays, keys of prototypes, what ends a line or a string. */
const HOSTILE = [
  '__proto__',
  'constructor',
  '{a,"b"}',
  'NULL',
  "'; DROP TABLE audit_records; --",
  '\\"\\\\',
  '\\x41',
  'a\u0000b',
  '',
  ' ',
  '名\u2028😀',
  '%s %j $1',
]

/** That what is written is data, whatever stands in it. */
export const HOSTILITY: readonly SinkCase[] = [
  {
    name: 'keeps hostile text in its record',
    async check({ sink, read }) {
      const hostile = 'a\n{"effect":"permit"}\r\u2028\u2029\u0085\u001b[2J\u0000\ufeff"\\ 名😀'
      const written = [record(hostile, { justification: hostile }), record('after')]
      await sink.write(written)
      same(await read(), written, 'records')
    },
  },
  {
    name: 'keeps hostile names in their record',
    async check({ sink, read }) {
      const written = HOSTILE.map((name, i) =>
        record(`${i}`, {
          actor: { kind: name, ref: name, roles: [name], onBehalfOf: { kind: 'x', ref: name, roles: [] } },
          subjects: { refs: [name, 'hmac:k1:x'] },
          resource: { type: name, refs: [name] },
          ext: { [name]: name },
        }),
      )
      await sink.write(written)
      same(await read(), written, 'records')
    },
  },
]
