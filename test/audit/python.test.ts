import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { segmentFile, verifyLog } from 'purposebound/audit'
import { afterAll, describe, expect, it } from 'vitest'
import { randomly } from '../../bench/rounds.js'
import { Folder, LOG, linesOf, type Plain, sample } from './build-log.js'

/** Asks the verifier that somebody else has written, in another language, about many files at once. */
const ASK = `
import json, sys
sys.path.insert(0, "test/audit")
from verify_log import verify
said = []
for path in json.load(sys.stdin):
    try: said.append(list(verify(path, sys.argv[1])))
    except Exception as error: said.append(None)
print(json.dumps(said))
`
const python = spawnSync('python3', ['--version']).status === 0
if (!python) {
  if (process.env['CI'] === 'true') throw new Error('python3 is missing, and in CI it must not be')
  console.warn('SKIPPED: python3 is missing, so that the two verifiers were not held against each other')
}

const folders: Folder[] = []
afterAll(() => {
  for (const folder of folders) folder.remove()
})

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('\\', '"', '\u0000', '\u007f', '\u2028', '😀', '\uE000'),
)
const extras = fc.dictionary(
  text,
  fc.oneof(text, fc.maxSafeInteger(), fc.boolean(), fc.array(text, { maxLength: 3 })),
  {
    maxKeys: 4,
    noNullPrototype: true,
  },
)
const logs = fc
  .array(extras, { minLength: 1, maxLength: 6 })
  .map((all) => all.map((ext, index): Plain => ({ ...sample(index), ext })))

/** Logs that are good, and the same with one thing wrong. */
function cases(): Buffer[] {
  const random = randomly(11)
  const below = (most: number) => Math.floor(random() * most)
  return fc.sample(logs, { numRuns: 60, seed: 11 }).flatMap((records) => {
    const lines = linesOf(records).map(({ line }) => line)
    const good = Buffer.concat(lines)
    const at = below(good.length)
    const one = below(lines.length)
    const changed = Buffer.from(good)
    changed[at] = changed[at]! ^ (1 << below(8))
    const out = lines.toSpliced(one, 1)
    return [
      good,
      changed,
      good.subarray(0, at),
      Buffer.concat([good.subarray(0, at), Buffer.of(below(256)), good.subarray(at)]),
      Buffer.concat([good.subarray(0, at), good.subarray(at + 1)]),
      Buffer.concat(out),
      Buffer.concat(lines.toSpliced(one, 0, lines[one]!)),
      Buffer.concat(linesOf(records, 'x').map(({ line }) => line)),
      Buffer.from(String(good).replace('":', '": ')),
      Buffer.from(`\uFEFF${good}`),
      Buffer.from(String(good).replaceAll('\n', '\r\n')),
    ]
  })
}

describe.skipIf(!python)('two verifiers, one answer', () => {
  it('of good logs the same size and root, of bad ones that they are bad', { timeout: 60_000 }, async () => {
    const all = cases()
    for (const bytes of all) folders.push(new Folder(new Map([[segmentFile(0), bytes]])))
    const paths = folders.map(({ path }) => join(path, segmentFile(0)))
    const { stdout, stderr } = spawnSync('python3', ['-c', ASK, LOG], {
      input: JSON.stringify(paths),
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
    const ours: unknown[] = []
    for (const { path } of folders) {
      const verdict = await verifyLog({ directory: path, log: LOG, unsigned: true })
      ours.push(verdict.ok ? [verdict.size, verdict.root] : null)
    }
    expect(ours).toEqual(JSON.parse(stdout))
    // a bit that is flipped is found; what is cut at the end of a line, and taken out there, is good, for it was not signed
    const good = ours.filter((each) => each !== null).length
    expect(good).toBeGreaterThanOrEqual(60)
    expect(good).toBeLessThan(all.length / 4)
  })
})
