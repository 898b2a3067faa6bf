import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { AuditRecord } from '../../../src/index.js'
import { codeOf } from '../../../src/sinks/journal/failure.js'
import { record } from '../record.js'
import {
  allOf,
  bytesOf,
  journal,
  LOG,
  newFolder,
  recordsOf,
  removeFolders,
  segmentsOf,
  signer,
} from './folder.js'
import { readLog } from './oracle.js'

afterEach(removeFolders)

const FIRST = '0000000000000000.jsonl'
const ids = (folder: string) => recordsOf(folder).map(({ id }) => id)

async function begun(options: Parameters<typeof journal>[1] = {}) {
  const folder = newFolder()
  const sink = journal(folder, options)
  await sink.write([record('1'), record('2')])
  return { folder, sink, path: join(folder, FIRST) }
}

describe('T61: journalSink, what is done to its files', () => {
  it.each(['renamed', 'deleted', 'replaced'])(
    'a segment that is %s stands there again, whole',
    async (what) => {
      const { folder, sink, path } = await begun()
      if (what === 'deleted') unlinkSync(path)
      else renameSync(path, `${path}.1`)
      if (what === 'replaced') writeFileSync(path, 'a stranger\n')
      await sink.write([record('3')])
      await sink.close()
      expect(ids(folder)).toEqual(['1', '2', '3'])
      readLog(bytesOf(folder), LOG)
      const strangers = readdirSync(folder).filter((file) => file.endsWith('.quarantine'))
      expect(strangers).toHaveLength(what === 'replaced' ? 1 : 0)
    },
  )

  it('a folder that is moved away and back, or deleted, heals without a restart', async () => {
    const { folder, sink } = await begun({ signer })
    renameSync(folder, `${folder}.away`)
    await sink.write([record('3')]).catch(() => {})
    rmSync(folder, { recursive: true, force: true })
    renameSync(`${folder}.away`, folder)
    await sink.write([record('4')])
    rmSync(folder, { recursive: true })
    await sink.write([record('5')])
    await sink.close()
    expect(ids(folder)).toEqual(expect.arrayContaining(['1', '2', '4', '5']))
    readLog(bytesOf(folder), LOG)
    await journal(folder, { signer }).close()
  })

  it.each(['0 bytes', '100 bytes', 'one record'])(
    'a segment cut to %s is left as evidence, and the loss said in the next',
    async (left) => {
      const { folder, sink, path } = await begun({ signer })
      const one = readFileSync(path).indexOf('\n') + 1
      truncateSync(path, left === 'one record' ? one : Number.parseInt(left, 10))
      await sink.write([record('3')])
      await sink.close()
      const [, second] = segmentsOf(folder)
      const lines = readFileSync(join(folder, second!), 'utf8').trimEnd().split('\n')
      const [head, gap, last] = lines.map((line) => JSON.parse(line) as AuditRecord)
      expect(head).toMatchObject({ type: 'config', seq: 3 })
      expect(gap).toMatchObject({
        type: 'gap',
        gap: { lost: left === 'one record' ? 2 : 3, cause: 'log_truncated' },
      })
      expect(last?.id).toBe('3')
      expect(() => readLog(bytesOf(folder), LOG)).toThrow()
      expect(readFileSync(path, 'utf8')).not.toContain('"id":"3"')
      // it was sealed as it had been: whoever opens it can go on, whoever verifies it finds the loss
      await journal(folder, { signer }).close()
    },
  )

  it('a tail that a stranger appends is cut off again', async () => {
    const { folder, sink, path } = await begun()
    appendFileSync(path, '{"a":"stranger"}\n')
    await sink.write([record('3')])
    await sink.close()
    expect(ids(folder)).toEqual(['1', '2', '3'])
    readLog(bytesOf(folder), LOG)
  })

  it('everything is for its owner alone', async () => {
    const { folder, sink } = await begun({ signer, segmentBytes: 500, headroomBytes: 1000 })
    await sink.write([record('3')])
    await sink.feed({ name: 'x', durability: 'disk', write: () => {} }, { deadlineMs: 100 }).caughtUp()
    const modes = readdirSync(folder).map((file) => statSync(join(folder, file)).mode & 0o777)
    expect(new Set(modes)).toEqual(new Set([0o600]))
    await sink.close()
    const nested = join(folder, 'a', 'b')
    await journal(nested).close()
    expect(statSync(nested).mode & 0o777).toBe(0o700)
  })
})

describe('journalSink: what it is given', () => {
  it.each([
    ['a float', { mono: 0.5 }],
    ['null', { justification: null }],
    ['more than 64 KiB', { justification: 'x'.repeat(65_400) }],
    ['more than 64 KiB of bytes', { justification: 'あ'.repeat(22_000) }],
    ['a big integer', { ext: { n: 1n } }],
    ['a name that cannot be written', { app: { name: 1.5 } }],
  ])('refuses a record that holds %s, and takes those beside it', async (_, more) => {
    const folder = newFolder()
    const sink = journal(folder)
    const all = await Promise.allSettled([
      sink.write([record('1')]),
      sink.write([record('2'), record('bad', more as never)]),
      sink.write([record('3')]),
    ])
    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(all[1]).toMatchObject({ reason: { code: 'sink_failed' } })
    await sink.close()
    expect(ids(folder)).toEqual(['1', '3'])
    readLog(bytesOf(folder), LOG)
  })

  it('takes what is just short enough', async () => {
    const folder = newFolder()
    const sink = journal(folder)
    await sink.write([record('1')])
    const rest =
      Buffer.byteLength(bytesOf(folder).toString().split('\n')[1]!) + ',"justification":""'.length + 1
    await sink.write([record('1', { justification: 'x'.repeat(64 * 1024 - rest) })])
    await expect(
      sink.write([record('1', { justification: 'x'.repeat(64 * 1024 - rest + 1) })]),
    ).rejects.toThrow(/64 KiB/)
    await sink.close()
    expect(bytesOf(folder).toString().split('\n')[2]!.length).toBe(64 * 1024 - 1)
    readLog(bytesOf(folder), LOG)
    await journal(folder).close()
  })

  it('makes ill-formed text well-formed, and says so', async () => {
    const folder = newFolder()
    const sink = journal(folder)
    await sink.write([record('1', { justification: 'a\ud800b', ext: { k: '\udc00', 'n\ud800': 1 } })])
    await sink.close()
    expect(recordsOf(folder)[0]).toMatchObject({
      justification: 'a\ufffdb',
      ext: { k: '\ufffd', 'n\ufffd': 1, _illFormed: true },
    })
    readLog(bytesOf(folder), LOG)
  })

  it('places records of another log anew', async () => {
    const folder = newFolder()
    const sink = journal(folder)
    await sink.write([record('1', { log: 'other', seq: 7, prev: 'a', hash: 'b' })])
    await sink.close()
    expect(allOf(folder)[1]).toMatchObject({ log: LOG, seq: 1 })
    readLog(bytesOf(folder), LOG)
  })
})

describe('journalSink: the words of the system', () => {
  it('a quota that is used up has a name, though Node knows none', () => {
    const error = Object.assign(new Error('Unknown system error -122'), {
      code: 'Unknown system error -122',
      errno: -constants.errno.EDQUOT,
    })
    expect(codeOf(error)).toBe('EDQUOT')
    expect(codeOf(new Error('row m-1'))).toBe('an error')
    expect(codeOf(undefined)).toBe('an error')
  })
})

describe('journalSink: what it does not open', () => {
  const refused = (folder: string, code: string, options: Parameters<typeof journal>[1] = {}) =>
    expect(() => journal(folder, options)).toThrow(expect.objectContaining({ code }))

  it('another log, or one that another key has signed', async () => {
    const { folder, sink } = await begun({ signer })
    await sink.close()
    refused(folder, 'log_invalid', { log: 'another/log' })
    refused(folder, 'log_invalid', { signer: { ...signer, publicKey: new Uint8Array(32) } })
    await journal(folder, { signer }).close()
  })

  it('a log whose segments are missing or out of place', async () => {
    for (const harm of ['first', 'middle', 'last']) {
      const { folder, sink } = await begun({ segmentBytes: 500, signer })
      for (const id of ['3', '4', '5']) await sink.write([record(id)])
      await sink.close()
      for (const file of readdirSync(folder)) if (/(tree|note)$/.test(file)) rmSync(join(folder, file))
      const all = segmentsOf(folder)
      rmSync(join(folder, { first: all[0]!, middle: all[1]!, last: all.at(-1)! }[harm]!))
      refused(folder, 'log_invalid', { signer })
    }
  })

  it('a folder that is none, or may not be written', async () => {
    const folder = newFolder()
    writeFileSync(join(folder, 'file'), '')
    refused(join(folder, 'file'), 'sink_failed')
    if (process.getuid?.() === 0) return
    mkdirSync(join(folder, 'closed'))
    chmodSync(join(folder, 'closed'), 0o500)
    refused(join(folder, 'closed'), 'sink_failed')
  })

  it.each([
    [{ directory: '' }],
    [{ log: 'a b' }],
    [{ log: 'a+b' }],
    [{ signer: {} }],
    [{ segmentBytes: 0 }],
    [{ checkpointMs: 1.5 }],
    [{ retention: { days: 3 } }],
    [{ retention: { maxBytes: -1 } }],
    [{ publish: 'http://' }],
    [{ sync: false }],
  ])('options that cannot be meant: %j', (options) =>
    refused(newFolder(), 'config_invalid', options as never),
  )

  it('a log that is locked, damaged or misconfigured leaves no lock of ours behind', async () => {
    const { folder, sink, path } = await begun()
    await sink.close()
    writeFileSync(path, `broken\n${readFileSync(path, 'utf8')}`)
    refused(folder, 'log_invalid')
    expect(readdirSync(folder)).toEqual([FIRST])
  })
})
