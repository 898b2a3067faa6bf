import { spawn } from 'node:child_process'
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { canonical, segmentFile } from 'purposebound/audit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filesOf, KEY, LOG, linesOf, note, prune, sample } from '../audit/build-log.js'
import { buildPackage, Project } from './project.js'

let home: string
let project: Project
const records = Array.from({ length: 25 }, (_, index) => sample(index))
const lines = linesOf(records)
const HOSTILE = '\u001b[2J\u009b31m\u202egnp.exe\u2028'

beforeAll(async () => {
  home = await buildPackage()
  project = new Project(home)
  const three = await filesOf(lines, { perSegment: 10, signedAt: 25 })
  const edited = Buffer.from(String(three.get(segmentFile(10))).replace('"effect":"deny"', '"effect":"none"'))
  const hostile = [
    {
      ...sample(1),
      purpose: HOSTILE,
      actor: {
        kind: 'employee',
        ref: HOSTILE,
        roles: [HOSTILE],
        onBehalfOf: { kind: 'x', ref: 'hmac:k1:boss', roles: [] },
      },
    },
    { v: 1, type: 'gap', time: '2026-11-01T00:00:01.000Z', gap: { lost: 3, cause: HOSTILE } },
    { v: 1, type: HOSTILE, time: HOSTILE, reason: HOSTILE, resource: { type: { toString: HOSTILE } } },
  ]
  const logs = {
    good: three,
    edited: new Map(three).set(segmentFile(10), edited),
    pruned: prune(three, lines, [0, 10], 10),
    behind: await filesOf(lines, { signedAt: 20 }),
    chain: await filesOf(lines, { signer: undefined }),
    cut: await filesOf(lines.slice(0, 8)),
    hostile: new Map(await filesOf(linesOf(hostile))).set('\u001b[31mred', Buffer.of()),
    torn: new Map(three).set(segmentFile(20), three.get(segmentFile(20))!.subarray(0, -30)),
  }
  for (const [folder, files] of Object.entries(logs)) {
    mkdirSync(join(project.folder, folder))
    for (const [name, bytes] of files) writeFileSync(join(project.folder, folder, name), bytes)
  }
  project.write({ kept: String(await note(lines, 18)), text: 'hello', huge: 'x'.repeat(70_000) })
})
afterAll(() => {
  project.remove()
  rmSync(home, { recursive: true })
})

const verify = (folder: string, ...more: string[]) =>
  project.run([
    'audit',
    'verify',
    folder,
    '--log',
    LOG,
    ...(more.includes('--unsigned') ? [] : ['--key', KEY]),
    ...more,
  ])

describe('purposebound audit', { timeout: 30_000 }, () => {
  it('lists its commands, and asks which', () => {
    const { code, out } = project.run(['audit', '--help'])
    expect(code).toBe(0)
    for (const name of ['verify', 'tail']) expect(out).toMatch(new RegExp(`^  ${name}\\b`, 'm'))
    expect(project.run(['audit'])).toMatchObject({ code: 2, out: '', err: out })
    expect(project.run(['audit', 'verfy'])).toEqual({
      code: 2,
      out: '',
      err: "error: unknown command 'verfy' (Did you mean verify?)\n hint: see `purposebound audit --help`\n",
    })
    for (const name of ['verify', 'tail']) {
      expect(project.run(['audit', name, '--help']).out).toContain(
        `Examples:\n  $ purposebound audit ${name}`,
      )
    }
    expect(project.run(['audit', 'tail', 'good', '--jsn']).err).toContain('(Did you mean --json?)')
  })
})

describe('purposebound audit verify', { timeout: 30_000 }, () => {
  it('says that a log is whole, and what else is to be known', () => {
    expect(verify('good')).toMatchObject({
      code: 0,
      out: expect.stringMatching(
        /^whole: 25 records of shop\.example\/audit in 3 segments, signed to the last\n$/,
      ),
      err: '',
    })
    expect(verify('behind').out).toContain('odd: nobody vouches for the last 5 records yet\n')
    expect(verify('pruned').out).toContain(
      'odd: retention has deleted the first 20 records in 2 segments: hashes intact\n',
    )
    expect(verify('chain', '--unsigned').out).toContain(
      'whole: 25 records of shop.example/audit in 1 segment, chained and not signed\n',
    )
    expect(verify('good', '--expect', 'kept').out).toContain(
      'extends the checkpoint of 18 records that was kept elsewhere\n',
    )
  })

  it('names the first bad record', () => {
    const { code, out } = verify('edited')
    expect(code).toBe(1)
    expect(out).toMatch(
      /^broken: 0000000000000010\.jsonl:3: the record is not the one that its hash was made of \(hash_mismatch\)\n {2}record 12, byte \d+\n {2}the 12 records before it hold together\n$/,
    )
    expect(verify('torn').out).toContain('mends it when it opens the journal (torn_tail)\n  record 24')
    expect(verify('cut', '--expect', 'kept')).toMatchObject({
      code: 1,
      out: expect.stringContaining('(expected_beyond)\n  records 8 to 17\n'),
    })
    expect(verify('behind', '--max-unsigned', '4')).toMatchObject({
      code: 1,
      out: expect.stringContaining('(checkpoint_stale)'),
    })
  })

  it('answers in JSON', () => {
    const { code, out, err } = verify('edited', '--json')
    expect([code, err]).toEqual([1, ''])
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      good: 12,
      problem: { code: 'hash_mismatch', line: 3, seq: 12 },
    })
    expect(JSON.parse(verify('good', '--json').out)).toMatchObject({
      ok: true,
      size: 25,
      checkpoint: expect.stringContaining(LOG),
    })
  })

  it.each<[string, readonly string[], RegExp]>([
    ['no log', ['good', '--key', KEY], /required option '--log <name>'/],
    ['no key', ['good', '--log', LOG], /without a key nothing is verified\n hint: .*--unsigned/],
    [
      'a key for a log without one',
      ['good', '--log', LOG, '--key', KEY, '--unsigned'],
      /`--unsigned` goes without a key/,
    ],
    [
      'the key of another log',
      ['good', '--log', 'other', '--key', KEY],
      /the key is no Ed25519 verifier key of the log/,
    ],
    [
      'no such folder',
      ['god', '--log', LOG, '--key', KEY],
      /god: there is no such folder\n hint: did you mean `good`\?/,
    ],
    ['a file', ['kept', '--log', LOG, '--key', KEY], /kept: this is a file\n hint: name the folder/],
    [
      'no such checkpoint',
      ['good', '--log', LOG, '--key', KEY, '--expect', 'none'],
      /none: there is no such file/,
    ],
    [
      'a checkpoint that is none',
      ['good', '--log', LOG, '--key', KEY, '--expect', 'text'],
      /`expected` is no checkpoint of this log/,
    ],
    [
      'a checkpoint that is too large',
      ['good', '--log', LOG, '--key', KEY, '--expect', 'huge'],
      /huge: this is no checkpoint/,
    ],
    [
      'a number that is none',
      ['good', '--log', LOG, '--key', KEY, '--max-unsigned', 'x'],
      /`--max-unsigned` is a number/,
    ],
  ])('cannot be asked with %s', (_, args, err) => {
    const said = project.run(['audit', 'verify', ...args])
    expect(said.err).toMatch(err)
    expect(said).toMatchObject({ code: 2, out: '' })
  })
})

describe('purposebound audit tail', { timeout: 30_000 }, () => {
  it('shows the latest records, one a line', () => {
    const { code, out } = project.run(['audit', 'tail', 'good', '-n', '2'])
    expect(code).toBe(0)
    expect(out).toBe(
      '2026-11-01T00:00:23.000Z  permit  read member for support  by hmac:k1:actor2 (agent)  about 1 person\n' +
        '2026-11-01T00:00:24.000Z  deny  read member for support  consent_missing  by hmac:k1:actor3 (agent)  about 1 person\n',
    )
    expect(project.run(['audit', 'tail', 'torn']).out.split('\n')).toHaveLength(21)
    expect(JSON.parse(project.run(['audit', 'tail', 'good', '-n', '1', '--json']).out)).toMatchObject([
      { seq: 24 },
    ])
  })

  it('does to a terminal nothing that a record says', () => {
    for (const args of [
      ['tail', 'hostile'],
      ['tail', 'hostile', '--json'],
      ['verify', 'hostile', '--log', LOG, '--key', KEY],
    ]) {
      const { out } = project.run(['audit', ...args])
      expect(out).toMatch(/^[\n\x20-\x7e]+$/)
    }
    const shown = project.run(['audit', 'tail', 'hostile']).out
    expect(shown).toContain('for <U+001B>[2J<U+009B>31m<U+202E>gnp.exe<U+2028>')
    expect(shown).toContain('(no role)')
    expect(JSON.parse(project.run(['audit', 'tail', 'hostile', '--json']).out)[0].purpose).toBe(HOSTILE)
  })

  it('follows a log that is written', async () => {
    const folder = join(project.folder, 'followed')
    mkdirSync(folder)
    writeFileSync(join(folder, segmentFile(0)), lines[0]!.line)
    const child = spawn(
      process.execPath,
      [join(home, 'dist/cli.js'), 'audit', 'tail', folder, '--follow', '--json'],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    const seen: number[] = []
    for await (const line of createInterface({ input: child.stdout })) {
      const { seq } = JSON.parse(line) as { seq: number }
      seen.push(seq)
      if (seq === 3) child.kill()
      else appendFileSync(join(folder, segmentFile(0)), lines[seq + 1]!.line)
    }
    expect(seen).toEqual([0, 1, 2, 3])
  })

  it.each<[string, readonly string[], RegExp]>([
    ['no such folder', ['nowhere'], /nowhere: there is no such folder/],
    ['no number', ['good', '-n', '0'], /`--lines` is a number of records, from 1/],
    ['no log', ['bad'], /the audit log is invalid: `0000000000000000\.jsonl`, line 1/],
  ])('cannot be asked with %s', (_, args, err) => {
    project.write({ [`bad/${segmentFile(0)}`]: `${canonical({ a: 1 })}\n` })
    expect(project.run(['audit', 'tail', ...args])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringMatching(err),
    })
  })
})
