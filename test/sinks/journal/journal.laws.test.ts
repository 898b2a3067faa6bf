import { execFileSync, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { canonical, openCheckpoint } from 'purposebound/audit'
import { afterEach, describe, expect, it } from 'vitest'
import type { AuditRecord } from '../../../src/index.js'
import { halvesOf } from '../../../src/sinks/journal/halves.js'
import { textOf } from '../../../src/sinks/journal/wording.js'
import { record } from '../record.js'
import { bytesOf, journal, LOG, newFolder, recordsOf, removeFolders, signer } from './folder.js'
import { readLog } from './oracle.js'

afterEach(removeFolders)

const text = fc.string({ unit: 'binary' })
const key = fc.oneof(
  text,
  fc.constantFrom('hash', 'log', 'seq', 'prev', 'app', 'fields', '__proto__', 'z', 'hasi'),
)
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.constant(-0),
    fc.constant(undefined),
    fc.array(fc.oneof(text, fc.maxSafeInteger())),
    fc.dictionary(key, tie('value'), { noNullPrototype: true }),
  ),
}))
const object = fc.dictionary(key, value, { noNullPrototype: true })

/** Records with free text, people and extras of any kind. */
const more = fc.record(
  {
    justification: text,
    request: text,
    subjects: fc.record({ refs: fc.array(text, { maxLength: 5 }) }),
    ext: fc.dictionary(text, fc.oneof(text, fc.maxSafeInteger(), fc.boolean()), { noNullPrototype: true }),
    effect: fc.constantFrom('permit', 'deny'),
    fields: fc.constant(
      Object.freeze({ clear: Object.freeze(['a']), masked: Object.freeze([]), hidden: Object.freeze([]) }),
    ),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Partial<AuditRecord>>
const writes = fc.array(fc.array(more, { maxLength: 4 }), { maxLength: 8 })

describe('journalSink: laws', () => {
  it('the quick wording of a value is the canonical one', () => {
    fc.assert(
      fc.property(value, (any) => {
        fc.pre(any !== undefined)
        expect(textOf(any)).toBe(canonical(any))
      }),
      { numRuns: 2000 },
    )
  })

  it('the two halves of a record are its canonical text without its hash', () => {
    fc.assert(
      fc.property(object, fc.nat(), (any, seq) => {
        const { before, after } = halvesOf(any, LOG, seq, 'ab')
        const plain = canonical(
          Object.assign(Object.create(null), any, { log: LOG, seq, prev: 'ab', hash: undefined }),
        )
        expect(before + after).toBe(plain)
        const hash = '0'.repeat(64)
        expect(`${before}"hash":"${hash}",${after}`).toBe(
          canonical(Object.assign(Object.create(null), any, { log: LOG, seq, prev: 'ab', hash })),
        )
      }),
      { numRuns: 2000 },
    )
  })

  it('any records, in any portions, at once or not, and over any segments, are one right log', async () => {
    await fc.assert(
      fc.asyncProperty(
        writes,
        fc.integer({ min: 1, max: 3000 }),
        fc.boolean(),
        async (portions, segmentBytes, atOnce) => {
          const folder = newFolder()
          const sink = journal(folder, { signer, segmentBytes })
          const written: AuditRecord[] = []
          const all: Promise<void>[] = []
          for (const [at, portion] of portions.entries()) {
            const records = portion.map((each, index) => record(`${at}.${index}`, each))
            written.push(...records)
            all.push(sink.write(records))
            if (!atOnce) await all.at(-1)
          }
          await Promise.all(all)
          await sink.close()

          expect(recordsOf(folder)).toEqual(written)
          const { size, root } = readLog(bytesOf(folder), LOG)
          if (size === 0) return
          const checkpoint = openCheckpoint(
            readFileSync(join(folder, 'checkpoint'), 'utf8'),
            LOG,
            signer.publicKey,
          )
          expect({ size: checkpoint?.size, root: Buffer.from(checkpoint!.root).toString('hex') }).toEqual({
            size,
            root,
          })
        },
      ),
      { numRuns: 40 },
    )
  }, 60_000)

  it('whatever part of the last write a crash leaves, what came before is kept and the log goes on', async () => {
    const folder = newFolder()
    const sink = journal(folder)
    await sink.write([record('1'), record('2', { justification: 'あ' })])
    const acknowledged = bytesOf(folder).length
    await sink.write([record('3', { justification: '\u2028い' }), record('4')])
    await sink.close()
    const path = join(folder, '0000000000000000.jsonl')
    const whole = readFileSync(path)
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: acknowledged, max: whole.length }),
        fc.oneof(
          fc.constant(new Uint8Array()),
          fc.uint8Array({ maxLength: 40 }),
          fc.constant(new Uint8Array(5000)),
        ),
        async (left, garbage) => {
          for (const file of readdirSync(folder)) if (file.endsWith('.quarantine')) rmSync(join(folder, file))
          writeFileSync(path, Buffer.concat([whole.subarray(0, left), garbage]))
          const again = journal(folder)
          await again.write([record('5')])
          await again.close()
          const ids = recordsOf(folder).map(({ id }) => id)
          expect(ids).toEqual(['1', '2', '3', '4', '5'].slice(0, 1 + ids.length - 1).with(-1, '5'))
          expect(ids.length).toBeGreaterThanOrEqual(3)
          readLog(bytesOf(folder), LOG)
        },
      ),
      { numRuns: 60 },
    )
  }, 60_000)
})

const VERIFIER = 'test/audit/verify_log.py'
const python = spawnSync('python3', ['--version']).status === 0
if (!python) console.warn('SKIPPED: agreement with verify_log.py, which needs python3')

describe.skipIf(!python)('journalSink and an independent verifier', () => {
  it('agree on size and root', async () => {
    const folder = newFolder()
    const sink = journal(folder, { signer, segmentBytes: 2000 })
    for (let i = 0; i < 20; i++)
      await sink.write([
        record(String(i), { justification: '名😀\u2028\u0085"\\\u0001', ext: { n: -5, ok: true } }),
      ])
    await sink.close()
    const path = join(folder, 'all')
    writeFileSync(path, bytesOf(folder))
    const { size, root } = readLog(bytesOf(folder), LOG)
    expect(execFileSync('python3', [VERIFIER, path, LOG], { encoding: 'utf8' })).toBe(
      `(${size}, '${root}')\n`,
    )
  })
})
