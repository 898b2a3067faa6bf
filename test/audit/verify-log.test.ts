import { appendFileSync, chmodSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import {
  canonical,
  ed25519Signer,
  genesis,
  LOG_PROBLEMS,
  type LogProblem,
  type LogProblemCode,
  type LogVerdict,
  leavesFile,
  noteFile,
  segmentFile,
  type VerifyOptions,
  verifierKey,
  verifyLog,
} from 'purposebound/audit'
import { afterEach, describe, expect, it } from 'vitest'
import {
  buildLog,
  type Files,
  Folder,
  filesOf,
  KEY,
  LOG,
  lineOf,
  linesOf,
  note,
  prune,
  sample,
  signer,
} from './build-log.js'

const records = Array.from({ length: 25 }, (_, index) => sample(index))
const lines = linesOf(records)
const other = ed25519Signer(new Uint8Array(32).fill(9))
/** Segments 0, 10 and 20; all 25 records signed. */
const three = await filesOf(lines, { perSegment: 10 })

let folder: Folder | undefined
afterEach(() => folder?.remove())

async function verdictOf(files: Files, options: Partial<VerifyOptions> = {}): Promise<LogVerdict> {
  folder = new Folder(files)
  return verifyLog({ directory: folder.path, log: LOG, key: KEY, ...options })
}
async function problemOf(files: Files, options: Partial<VerifyOptions> = {}): Promise<LogProblem> {
  const verdict = await verdictOf(files, options)
  if (verdict.ok) throw new Error('found good')
  return verdict.problem
}

const isRoot = process.getuid?.() === 0
if (isRoot) console.warn('SKIPPED: a segment that may not be read, since root may read all')

describe('verifyLog: a log that is good', () => {
  it('is the test vector of the format', async () => {
    const log = 'audit.example/orders/prod-1'
    const vector = await buildLog(
      [
        { effect: 'allow', fields: { masked: ['ssn'], returned: ['id', 'name'] }, purpose: 'care.treatment' },
        { effect: 'deny', purpose: 'marketing', reason: 'PURPOSE_NOT_CONSENTED' },
        { cause: 'BUFFER_OVERFLOW', lost: 3, type: 'gap' },
      ],
      { log },
    )
    const key = 'audit.example/orders/prod-1+1aba2dd2+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs'
    expect(await verdictOf(vector, { log, key })).toEqual({
      ok: true,
      log,
      integrity: 'signed',
      size: 3,
      root: '63c563f578f5f8d55f8d5ad44898580cdff27bad790620a4928c05c13c529d3f',
      signed: 3,
      unsigned: 0,
      segments: 1,
      strangers: [],
      checkpoint: String(vector.get('checkpoint')),
    })
  })

  it('has segments with a note each, and files of its writer beside them', async () => {
    const files = new Map(three)
    for (const name of [
      'lock',
      'reserve',
      'cursor-postgres',
      'checkpoint.tmp',
      '0000000000000000.tree',
      '0000000000000020.jsonl.1a2b.quarantine',
    ])
      files.set(name, Buffer.of())
    expect(await verdictOf(files)).toMatchObject({
      ok: true,
      size: 25,
      signed: 25,
      segments: 3,
      strangers: [],
    })
  })

  it('has strangers in its folder, which are named', async () => {
    const files = new Map(three).set('notes.txt', Buffer.of()).set('0000000000000000.jsonl.gz', Buffer.of())
    files.set('old/file', Buffer.of())
    expect(await verdictOf(files)).toMatchObject({
      ok: true,
      strangers: ['0000000000000000.jsonl.gz', 'notes.txt', 'old'],
    })
  })

  it('has records that nobody has signed yet: how many', async () => {
    const files = await filesOf(lines, { signedAt: 20 })
    expect(await verdictOf(files)).toMatchObject({ ok: true, size: 25, signed: 20, unsigned: 5 })
  })

  it('has a new segment that holds nothing yet', async () => {
    const files = await filesOf(lines.slice(0, 10), { perSegment: 10 })
    files.set(noteFile(0), await note(lines, 10)).set(segmentFile(10), Buffer.of())
    expect(await verdictOf(files)).toMatchObject({ ok: true, size: 10, signed: 10, segments: 2 })
  })

  it('has a checkpoint older than the note of its last segment', async () => {
    const files = new Map(three).set('checkpoint', await note(lines, 7))
    expect(await verdictOf(files)).toMatchObject({
      ok: true,
      signed: 20,
      unsigned: 5,
      checkpoint: String(await note(lines, 20)),
    })
  })

  it('has a segment that has just ended, whose note is still to be signed', async () => {
    for (const signedAt of [17, 20]) {
      const files = await filesOf(lines, { perSegment: 10, signedAt })
      files.delete(noteFile(10))
      expect(await verdictOf(files)).toMatchObject({ ok: true, signed: signedAt, unsigned: 25 - signedAt })
      folder?.remove()
    }
  })

  it('has a signer that was changed: both keys are given', async () => {
    const files = new Map(three).set('checkpoint', await note(lines, 25, { signer: other }))
    const key = [KEY, verifierKey(LOG, other.publicKey)]
    expect(await verdictOf(files, { key })).toMatchObject({ ok: true, signed: 25 })
    expect(await problemOf(files)).toMatchObject({ code: 'key_unknown', file: 'checkpoint' })
  })

  it('has witnesses, whose lines are not ours to judge', async () => {
    const witnessed = Buffer.concat([three.get('checkpoint')!, Buffer.from('— witness.example AAAAAAA=\n')])
    expect(await verdictOf(new Map(three).set('checkpoint', witnessed))).toMatchObject({
      ok: true,
      signed: 25,
    })
  })

  it('has lost old segments to retention: their hashes are intact', async () => {
    const pruned = prune(three, lines, [0, 10], 10)
    expect(await verdictOf(pruned)).toMatchObject({
      ok: true,
      size: 25,
      segments: 1,
      pruned: { records: 20, segments: 2 },
    })
    pruned.delete(noteFile(0))
    expect(await verdictOf(pruned)).toMatchObject({ ok: true })
  })

  it('was left by a retention that was stopped between two files', async () => {
    const halfway = new Map(three).set(leavesFile(0), prune(three, lines, [0], 10).get(leavesFile(0))!)
    expect(await verdictOf(halfway)).toMatchObject({ ok: true, size: 25, segments: 3 })
  })

  it('extends a checkpoint that was kept elsewhere', async () => {
    const expected = String(await note(lines, 13))
    expect(await verdictOf(three, { expected })).toMatchObject({ ok: true, extends: 13 })
  })

  it('has no signer, and the answer says that its chain alone was judged', async () => {
    const files = await filesOf(lines, { signer: undefined, perSegment: 10 })
    const verdict = await verdictOf(files, { key: undefined, unsigned: true } as never)
    expect(verdict).toMatchObject({ ok: true, integrity: 'chain', size: 25, signed: 0, unsigned: 25 })
    const kept = String(await note(lines, 13, { signer: other }))
    const options = { key: undefined, unsigned: true, expected: kept } as never
    expect(await verdictOf(files, options)).toMatchObject({ ok: true, extends: 13 })
    expect(await problemOf(files)).toMatchObject({ code: 'checkpoint_missing' })
  })

  it('is written to while it is read', async () => {
    const files = await filesOf(lines.slice(0, 20), { signedAt: 20 })
    folder = new Folder(files)
    const segment = join(folder.path, segmentFile(0))
    const half = lines[20]!.line
    appendFileSync(segment, half.subarray(0, 100))
    const verdict = verifyLog({
      directory: folder.path,
      log: LOG,
      key: KEY,
      onProgress: () => appendFileSync(segment, half.subarray(100)),
    })
    expect(await verdict).toMatchObject({ ok: true, size: 21, unsigned: 1 })
  })

  it('tells how far it is, and stops when it is told to', async () => {
    folder = new Folder(three)
    const seen: number[] = []
    const options = { directory: folder.path, log: LOG, key: KEY }
    await verifyLog({ ...options, onProgress: (count) => seen.push(count) })
    expect(seen).toEqual([10, 20, 25])
    await expect(verifyLog({ ...options, signal: AbortSignal.abort() })).rejects.toThrow('aborted')
  })
})

/** A line as record 3 of the log, whatever it says; the lines behind it stay. */
const as = (text: string | Buffer): Files => {
  const whole = lines.map(({ line }) => line)
  whole[3] = Buffer.concat([Buffer.from(text as string), Buffer.from('\n')])
  return new Map(three).set(segmentFile(0), Buffer.concat(whole.slice(0, 10)))
}
const third = JSON.parse(String(lines[3]!.line)) as { readonly [key: string]: unknown }
const with3 = (change: { readonly [key: string]: unknown }) => canonical({ ...third, ...change })
const swapped = (...seqs: number[]) => Buffer.concat(seqs.map((seq) => lines[seq]!.line))
const without = (...names: string[]): Files => new Map([...three].filter(([name]) => !names.includes(name)))
const noted = (text: string) => new Map(three).set('checkpoint', Buffer.from(text))
const checkpoint = String(three.get('checkpoint'))

/** Everything that can be wrong, and what is said of it. */
const BAD: readonly [
  code: LogProblemCode,
  what: string,
  files: () => Files | Promise<Files>,
  place: Partial<LogProblem>,
  options?: Partial<VerifyOptions>,
][] = [
  ['log_empty', 'an empty folder', () => new Map([['lock', Buffer.of()]]), {}],
  ['log_empty', 'a segment of nothing', () => new Map([[segmentFile(0), Buffer.of()]]), {}],
  [
    'file_misnamed',
    'a segment of another name',
    () => new Map(three).set('1.jsonl', Buffer.of()),
    { file: '1.jsonl' },
  ],
  [
    'not_a_file',
    'a folder named like a segment',
    () => new Map([...three, [`${segmentFile(30)}/x`, Buffer.of()]]),
    { file: segmentFile(30) },
  ],
  [
    'segment_missing',
    'the first segment is gone',
    () => without(segmentFile(0), noteFile(0)),
    { file: segmentFile(0), seq: 0 },
  ],
  [
    'segment_missing',
    'a segment is gone',
    () => without(segmentFile(10), noteFile(10)),
    { file: segmentFile(10), seq: 10 },
  ],
  [
    'segment_missing',
    'a segment is gone, and its note is not',
    () => without(segmentFile(10)),
    { file: noteFile(10), seq: 10 },
  ],
  [
    'segment_missing',
    'a segment that lies about its first record',
    () => without(segmentFile(20)).set(segmentFile(21), three.get(segmentFile(20))!),
    { file: segmentFile(20), seq: 20 },
  ],
  [
    'segment_overlaps',
    'two segments of the same records',
    () => new Map(three).set(segmentFile(5), swapped(5, 6, 7, 8, 9)),
    { file: segmentFile(5), seq: 5 },
  ],
  [
    'pruned_out_of_order',
    'a segment in the middle was deleted',
    () => prune(three, lines, [10], 10),
    { file: leavesFile(10), seq: 10 },
  ],
  [
    'segment_missing',
    'the last segment was deleted',
    () => prune(three, lines, [0, 10, 20], 10),
    { file: leavesFile(20), seq: 20 },
  ],
  [
    'leaves_invalid',
    'hashes that are not whole',
    () => new Map(prune(three, lines, [0], 10)).set(leavesFile(0), Buffer.alloc(33)),
    { file: leavesFile(0) },
  ],
  [
    'leaves_invalid',
    'no hashes at all',
    () => new Map(prune(three, lines, [0], 10)).set(leavesFile(0), Buffer.of()),
    { file: leavesFile(0) },
  ],
  [
    'leaves_mismatch',
    'hashes of other records beside the segment',
    () => new Map(three).set(leavesFile(0), Buffer.alloc(320)),
    { file: leavesFile(0) },
  ],
  [
    'note_misplaced',
    'too few hashes',
    () => new Map(prune(three, lines, [0], 10)).set(leavesFile(0), Buffer.alloc(288)),
    { file: noteFile(0), seq: 9 },
  ],
  [
    'root_mismatch',
    'other hashes',
    () => new Map(prune(three, lines, [0], 10)).set(leavesFile(0), Buffer.alloc(320)),
    { file: noteFile(0), seq: 0, through: 9 },
  ],
  [
    'line_unended',
    'a segment that ends in the middle of a line',
    () => new Map(three).set(segmentFile(10), three.get(segmentFile(10))!.subarray(0, -1)),
    { file: segmentFile(10), line: 10, seq: 19 },
  ],
  [
    'torn_tail',
    'a last line that is torn',
    () => new Map(three).set(segmentFile(20), three.get(segmentFile(20))!.subarray(0, -30)),
    { file: segmentFile(20), line: 5, seq: 24 },
  ],
  ['record_too_long', 'a line that is too long', () => as('x'.repeat(64 * 1024)), { line: 4, seq: 3 }],
  [
    'record_too_long',
    'a line without end',
    () => new Map(three).set(segmentFile(20), Buffer.alloc(3_000_000, 'x')),
    { line: 1, byte: 0, seq: 20 },
  ],
  [
    'not_utf8',
    'bytes that are no text',
    () => as(Buffer.from('7b2261223a22c3227d', 'hex')),
    { line: 4, seq: 3 },
  ],
  ['not_json', 'a line that is something else', () => as('hello'), { line: 4, seq: 3 }],
  ['not_json', 'an empty line', () => as(''), { line: 4, seq: 3 }],
  ['duplicate_key', 'a key twice', () => as(`${with3({}).slice(0, -1)},"v":1}`), { line: 4, seq: 3 }],
  [
    'duplicate_key',
    'a key twice, deep inside',
    () => as(with3({ ext: 1 }).replace('"ext":1', '"ext":{"a":{"b":1,"c":{},"b":1}}')),
    { line: 4, seq: 3 },
  ],
  ['not_canonical', 'a space', () => as(with3({}).replace(',', ', ')), { line: 4, seq: 3 }],
  [
    'not_canonical',
    'a byte order mark',
    () => as(`\uFEFF${with3({})}`),
    { line: 4, byte: swapped(0, 1, 2).length },
  ],
  ['not_canonical', 'a line end of Windows', () => as(`${with3({})}\r`), { line: 4, seq: 3 }],
  [
    'not_canonical',
    'a float',
    () => as(with3({}).replace('"mono":3000', '"mono":3000.5')),
    { line: 4, seq: 3 },
  ],
  ['not_canonical', 'null', () => as(with3({}).replace('"mono":3000', '"mono":null')), { line: 4, seq: 3 }],
  [
    'not_canonical',
    'a number that is not safe',
    () => as(with3({}).replace('"mono":3000', '"mono":9007199254740993')),
    { line: 4, seq: 3 },
  ],
  [
    'not_canonical',
    'a lone surrogate',
    () => as(with3({}).replace('"support"', '"\\ud800"')),
    { line: 4, seq: 3 },
  ],
  [
    'not_canonical',
    'an escape that need not be',
    () => as(with3({}).replace('"support"', '"\\u0073upport"')),
    { line: 4, seq: 3 },
  ],
  ['not_a_record', 'a list', () => as('[1]'), { line: 4, seq: 3 }],
  ['v_missing', 'no version', () => as(with3({ v: undefined })), { line: 4, seq: 3 }],
  ['v_unknown', 'a version of later', () => as(with3({ v: 2 })), { line: 4, seq: 3 }],
  ['v_unknown', 'a version that is text', () => as(with3({ v: '1' })), { line: 4, seq: 3 }],
  ['log_missing', 'no log', () => as(with3({ log: undefined })), { line: 4, seq: 3 }],
  [
    'log_mismatch',
    'a record of another log',
    () => as(with3({ log: 'shop.example/other' })),
    { line: 4, seq: 3 },
  ],
  ['log_mismatch', 'another log altogether', () => buildLog(records, { log: 'x' }), { line: 1, seq: 0 }],
  ['seq_missing', 'no number', () => as(with3({ seq: undefined })), { line: 4, seq: 3 }],
  ['seq_mismatch', 'a number that is text', () => as(with3({ seq: '3' })), { line: 4, seq: 3 }],
  [
    'seq_mismatch',
    'a record was taken out',
    () => new Map(three).set(segmentFile(0), swapped(0, 1, 3, 4, 5, 6, 7, 8, 9)),
    { line: 3, seq: 2 },
  ],
  [
    'seq_mismatch',
    'a record is doubled',
    () => new Map(three).set(segmentFile(0), swapped(0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9)),
    { line: 3, seq: 2 },
  ],
  [
    'seq_mismatch',
    'two records are swapped',
    () => new Map(three).set(segmentFile(0), swapped(0, 2, 1, 3, 4, 5, 6, 7, 8, 9)),
    { line: 2, seq: 1 },
  ],
  [
    'seq_mismatch',
    'two segments are swapped',
    () =>
      new Map(three)
        .set(segmentFile(0), three.get(segmentFile(10))!)
        .set(segmentFile(10), three.get(segmentFile(0))!),
    { file: segmentFile(0), line: 1, seq: 0 },
  ],
  [
    'seq_mismatch',
    'an old segment behind the last',
    () => new Map(three).set(noteFile(20), checkpointFile).set(segmentFile(25), three.get(segmentFile(0))!),
    { file: segmentFile(25), line: 1, seq: 25 },
  ],
  ['prev_missing', 'no link', () => as(with3({ prev: undefined })), { line: 4, seq: 3 }],
  [
    'prev_mismatch',
    'a link to somewhere else',
    () => as(with3({ prev: genesis('y').toString('hex') })),
    { line: 4, seq: 3 },
  ],
  [
    'prev_mismatch',
    'a record was put in, and chained',
    () =>
      new Map(three).set(
        segmentFile(0),
        Buffer.concat([
          swapped(0, 1, 2),
          lineOf(sample(99), 3, lines[2]!.hash).line,
          lineOf(sample(4), 4, lines[3]!.hash).line,
        ]),
      ),
    { line: 5, seq: 4 },
  ],
  [
    'prev_mismatch',
    'records of another log of the same name',
    async () =>
      new Map(three).set(
        segmentFile(10),
        (await buildLog(records.toReversed(), { perSegment: 10 })).get(segmentFile(10))!,
      ),
    { file: segmentFile(10), line: 1, seq: 10 },
  ],
  ['hash_missing', 'no hash', () => as(with3({ hash: undefined })), { line: 4, seq: 3 }],
  [
    'hash_mismatch',
    'a record that was edited',
    () => as(with3({ effect: 'permit', reason: undefined })),
    { line: 4, seq: 3 },
  ],
  ['hash_mismatch', 'a hash that is a number', () => as(with3({ hash: 1 })), { line: 4, seq: 3 }],
  ['type_missing', 'no type', () => as(with3({ type: undefined })), { line: 4, seq: 3 }],
  ['type_missing', 'an empty type', () => as(with3({ type: '' })), { line: 4, seq: 3 }],
  [
    'note_missing',
    'a note is gone',
    () => without(noteFile(10)),
    { file: noteFile(10), seq: 10, through: 19 },
  ],
  [
    'note_misplaced',
    'a note of another segment',
    () => new Map(three).set(noteFile(10), three.get(noteFile(0))!),
    { file: noteFile(10), seq: 10 },
  ],
  ['checkpoint_missing', 'no checkpoint', () => without('checkpoint'), { file: 'checkpoint' }],
  ['checkpoint_invalid', 'an empty checkpoint', () => noted(''), { file: 'checkpoint' }],
  [
    'checkpoint_invalid',
    'a checkpoint without a signature',
    () => noted(checkpoint.split('—')[0]!),
    { file: 'checkpoint' },
  ],
  [
    'checkpoint_invalid',
    'a checkpoint with line ends of Windows',
    () => noted(checkpoint.replaceAll('\n', '\r\n')),
    { file: 'checkpoint' },
  ],
  [
    'checkpoint_invalid',
    'a checkpoint that is no UTF-8',
    () => new Map(three).set('checkpoint', Buffer.concat([checkpointFile, Buffer.of(0xff)])),
    { file: 'checkpoint' },
  ],
  [
    'checkpoint_of_another_log',
    'the checkpoint of another log',
    async () => new Map(three).set('checkpoint', await note(lines, 25, { log: 'x' })),
    { file: 'checkpoint' },
  ],
  [
    'signature_missing',
    'a checkpoint that a witness alone has signed',
    () => noted(checkpoint.replace(`— ${LOG}`, '— witness.example')),
    { file: 'checkpoint' },
  ],
  [
    'key_unknown',
    'a checkpoint by another key',
    async () => new Map(three).set('checkpoint', await note(lines, 25, { signer: other })),
    { file: 'checkpoint' },
  ],
  [
    'key_unknown',
    'a log by another key',
    () => three,
    { file: noteFile(0) },
    { key: verifierKey(LOG, other.publicKey) },
  ],
  [
    'signature_invalid',
    'a checkpoint that was edited',
    () => noted(checkpoint.replace('\n25\n', '\n24\n')),
    { file: 'checkpoint' },
  ],
  [
    'signature_invalid',
    'a note that was edited',
    () =>
      new Map(three).set(
        noteFile(0),
        Buffer.from(String(three.get(noteFile(0))).replace('\n10\n', '\n11\n')),
      ),
    { file: noteFile(0) },
  ],
  [
    'root_mismatch',
    'a record edited and all behind it chained again, without the key',
    () => rewritten(three),
    { file: noteFile(0), seq: 0, through: 9 },
  ],
  [
    'root_mismatch',
    'the same in the open segment',
    async () =>
      new Map(await filesOf(linesOf(records.with(12, sample(99))), { signer: undefined })).set(
        'checkpoint',
        await note(lines, 20),
      ),
    { file: 'checkpoint', seq: 0, through: 19 },
  ],
  [
    'root_mismatch',
    'the same behind a note',
    () => rewritten(three, 12),
    { file: noteFile(10), seq: 10, through: 19 },
  ],
  [
    'log_truncated',
    'records were cut off that were signed',
    () => new Map(three).set(segmentFile(20), swapped(20, 21)),
    { file: 'checkpoint', seq: 22, through: 24 },
  ],
  [
    'log_truncated',
    'the last segment is gone',
    () => without(segmentFile(20)),
    { file: 'checkpoint', seq: 20, through: 24 },
  ],
  [
    'checkpoint_stale',
    'too many records are not signed',
    () => filesOf(lines, { signedAt: 10 }),
    { seq: 10, through: 24 },
    { maxUnsigned: 14 },
  ],
  [
    'checkpoint_stale',
    'a checkpoint of nothing',
    () => filesOf(lines, { signedAt: 0 }),
    { seq: 0, through: 24 },
  ],
  [
    'checkpoint_stale',
    'records that retention has deleted, and nobody has signed',
    async () =>
      new Map([...prune(three, lines, [0, 10], 10)].filter(([name]) => !name.endsWith('.note'))).set(
        'checkpoint',
        await note(lines, 15),
      ),
    { seq: 15 },
  ],
  [
    'expected_mismatch',
    'an insider with the key rewrote the log',
    async () => buildLog(records.with(12, sample(99)), { perSegment: 10 }),
    { seq: 10, through: 17 },
    { expected: String(await note(lines, 18)) },
  ],
  [
    'expected_beyond',
    'an insider with the key cut the log',
    async () => filesOf(lines.slice(0, 20), { perSegment: 10 }),
    { seq: 20, through: 24 },
    { expected: checkpoint },
  ],
  [
    'expected_beyond',
    'an old copy of the whole folder',
    async () => filesOf(lines.slice(0, 8)),
    { seq: 8, through: 24 },
    { expected: checkpoint },
  ],
]
const checkpointFile = three.get('checkpoint')!

/** By one who has no key: the records of another history, the notes of this one. */
async function rewritten(files: Files, at = 5): Promise<Files> {
  const changed = new Map(files)
  for (const [name, bytes] of await buildLog(records.with(at, sample(99)), {
    perSegment: 10,
    signer: undefined,
  }))
    changed.set(name, bytes)
  return changed
}

describe('T59, T60: verifyLog, a log that is bad', () => {
  it.each(BAD)('%s: %s', async (code, _, files, place, options) => {
    const problem = await problemOf(await files(), options)
    expect(problem).toMatchObject({ code, ...place })
    expect(problem.message.startsWith(LOG_PROBLEMS[code])).toBe(true)
  })

  it('is told from one that cannot be read', async () => {
    const missing = await verifyLog({ directory: '/nowhere/at/all', log: LOG, key: KEY })
    expect(missing).toMatchObject({ ok: false, problem: { code: 'folder_unreadable' }, good: 0 })
    const file = await verifyLog({ directory: 'package.json', log: LOG, key: KEY })
    expect(file).toMatchObject({ ok: false, problem: { code: 'folder_unreadable' } })
  })

  it.skipIf(isRoot)('has a segment that may not be read', async () => {
    folder = new Folder(three)
    chmodSync(join(folder.path, segmentFile(10)), 0)
    expect(await verifyLog({ directory: folder.path, log: LOG, key: KEY })).toMatchObject({
      problem: { code: 'file_unreadable', file: segmentFile(10) },
    })
  })

  it('has links where files must be', async () => {
    for (const name of [segmentFile(10), noteFile(0), 'checkpoint']) {
      folder = new Folder(three)
      rmSync(join(folder.path, name))
      symlinkSync('/dev/zero', join(folder.path, name))
      expect(await verifyLog({ directory: folder.path, log: LOG, key: KEY })).toMatchObject({
        ok: false,
        problem: { code: 'not_a_file', file: name },
      })
      folder.remove()
    }
  })

  it('says how many records before the first bad one were found good, and what it did not look at', async () => {
    const files = as('hello').set('notes.txt', Buffer.of())
    expect(await verdictOf(files)).toMatchObject({ ok: false, good: 3, strangers: ['notes.txt'] })
  })

  it('never has what a record says in the message', async () => {
    const files = as(with3({ purpose: 'canary', v: 'canary', log: 'canary' }))
    expect(JSON.stringify(await verdictOf(files))).not.toContain('canary')
  })

  it('is explained on the page of the verifier, code by code, and nothing else is', () => {
    const page = readFileSync('docs/audit-verify.md', 'utf8')
    const explained = [...page.matchAll(/^\| `([a-z0-9_]+)` \| [^|]+ \| [^|]+ \|$/gm)].map(([, code]) => code)
    expect(explained).toEqual(Object.keys(LOG_PROBLEMS))
  })

  it('is described for every code', () => {
    const described = new Set<string>(BAD.map(([code]) => code))
    // need a folder or a file that the table cannot make
    for (const code of ['folder_unreadable', 'file_unreadable']) described.add(code)
    expect(Object.keys(LOG_PROBLEMS).filter((code) => !described.has(code))).toEqual([])
  })
})

const kept = {
  byAnother: String(await note(lines, 5, { signer: other })),
  ofNothing: String(await note(lines, 0)),
  ofAnother: String(await note(lines, 5, { log: 'x' })),
}

describe('verifyLog: what it is asked', () => {
  const good = { directory: 'audit', log: LOG, key: KEY }

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['an option that there is not', { ...good, keys: KEY }],
    ['no folder', { ...good, directory: '' }],
    ['a folder with a zero', { ...good, directory: 'a\0b' }],
    ['no log', { ...good, log: undefined }],
    ['a log that is none', { ...good, log: 'a b' }],
    ['neither a key nor the word that there is none', { directory: 'audit', log: LOG }],
    ['both', { ...good, unsigned: true }],
    ['no key in a list', { ...good, key: [] }],
    ['a key of another log', { ...good, key: verifierKey('x', signer.publicKey) }],
    ['a key that is cut', { ...good, key: KEY.slice(0, -1) }],
    ['a key of bytes', { ...good, key: signer.publicKey }],
    ['a number of records that is none', { ...good, maxUnsigned: -1 }],
    ['progress that is no function', { ...good, onProgress: 1 }],
    ['a checkpoint that is none', { ...good, expected: 'hello' }],
    ['a checkpoint of bytes', { ...good, expected: checkpointFile }],
    ['a checkpoint of another key', { ...good, expected: kept.byAnother }],
    ['a checkpoint of nothing', { ...good, expected: kept.ofNothing }],
    [
      'a checkpoint of another log, where nothing is signed',
      { directory: 'audit', log: LOG, unsigned: true, expected: kept.ofAnother },
    ],
  ])('refuses %s', async (_, options) => {
    await expect(verifyLog(options as VerifyOptions)).rejects.toMatchObject({ code: 'config_invalid' })
  })
})
