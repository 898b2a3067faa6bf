import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ed25519Signer, openCheckpoint, type Signer } from 'purposebound/audit'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { record } from '../record.js'
import { allOf, bytesOf, journal, LOG, newFolder, removeFolders, segmentsOf, signer } from './folder.js'
import { readLog } from './oracle.js'

afterEach(removeFolders)

const noteOf = (folder: string, file = 'checkpoint') =>
  openCheckpoint(readFileSync(join(folder, file), 'utf8'), LOG, signer.publicKey)
const typesOf = (folder: string) => allOf(folder).map(({ type }) => type)

describe('journalSink: checkpoints', () => {
  it('are signed after so many records, and handed to a second place', async () => {
    const folder = newFolder()
    const published: string[] = []
    const sink = journal(folder, { signer, checkpointRecords: 10, publish: (note) => published.push(note) })
    for (let i = 0; i < 9; i++) await sink.write([record(String(i))])
    await vi.waitFor(() => expect(published).toHaveLength(1))
    expect(noteOf(folder)?.size).toBe(10)
    expect(published[0]).toBe(readFileSync(join(folder, 'checkpoint'), 'utf8'))
    await sink.close()
  })

  it('are signed after so long, behind a heartbeat when nothing was recorded', async () => {
    const folder = newFolder()
    const sink = journal(folder, { signer, checkpointMs: 20 })
    await sink.write([record('1')])
    await vi.waitFor(() =>
      expect(typesOf(folder).filter((type) => type === 'heartbeat').length).toBeGreaterThan(2),
    )
    await sink.close()
    expect(typesOf(folder).slice(0, 2)).toEqual(['config', 'decision'])
    expect(noteOf(folder)?.size).toBe(allOf(folder).length)
  })

  it('are signed on request and when the journal closes', async () => {
    const folder = newFolder()
    const sink = journal(folder, { signer })
    expect(await sink.checkpoint()).toBeUndefined()
    await sink.write([record('1')])
    expect(openCheckpoint((await sink.checkpoint())!, LOG, signer.publicKey)?.size).toBe(2)
    await sink.write([record('2')])
    await sink.close()
    const { size, root } = readLog(bytesOf(folder), LOG)
    expect(size).toBe(3)
    expect(Buffer.from(noteOf(folder)!.root).toString('hex')).toBe(root)
  })

  it('do not exist without a signer, and the log says so', async () => {
    const folder = newFolder()
    const sink = journal(folder)
    expect(sink.integrity).toBe('chain')
    await sink.write([record('1')])
    expect(await sink.checkpoint()).toBeUndefined()
    await sink.close()
    expect(allOf(folder)[0]?.config?.integrity).toBe('chain')
    expect(readdirSync(folder)).toEqual(['0000000000000000.jsonl'])
  })

  it('a second place that fails, hangs or throws does not matter', async () => {
    for (const publish of [
      () => {
        throw new Error('no')
      },
      () => Promise.reject(new Error('no')),
      () => new Promise(() => {}),
    ]) {
      const folder = newFolder()
      const sink = journal(folder, { signer, publish })
      await sink.write([record('1')])
      await sink.close()
      expect(noteOf(folder)?.size).toBe(2)
    }
  })
})

describe('journalSink: signers', () => {
  const bad: Record<string, () => Signer['sign']> = {
    throws: () => () => {
      throw new Error('key m-1 is gone')
    },
    rejects: () => () => Promise.reject(new Error('key m-1 is gone')),
    'signs something else': () => () => signer.sign(Buffer.from('another')),
    'signs with another key': () => (bytes) => ed25519Signer(new Uint8Array(32)).sign(bytes),
    'gives no bytes': () => () => 'signature' as never,
  }

  it.each(Object.keys(bad))(
    'one that %s stops no record, and is told of in the log and once to the operator',
    async (how) => {
      const folder = newFolder()
      const warnings: string[] = []
      let sign = bad[how]!()
      const wavering: Signer = { publicKey: signer.publicKey, sign: (bytes) => sign(bytes) }
      const sink = journal(folder, { signer: wavering, onWarning: (message) => warnings.push(message) })
      await sink.write([record('1')])
      await expect(sink.checkpoint()).rejects.toThrow(
        /sink failed: `journal`, (signer_failed|wrong_signature)$/,
      )
      await expect(sink.checkpoint()).rejects.toThrow()
      await sink.write([record('2')])
      expect(readdirSync(folder)).not.toContain('checkpoint')
      sign = signer.sign
      await sink.checkpoint()
      await sink.close()
      expect(warnings).toHaveLength(2)
      expect(warnings.join()).not.toContain('m-1')
      expect(allOf(folder).flatMap(({ sink }) => sink ?? [])).toEqual([
        {
          name: 'checkpoint',
          state: 'failing',
          cause: expect.stringMatching(/^(signer_failed|wrong_signature)$/),
        },
        { name: 'checkpoint', state: 'working' },
      ])
      expect(noteOf(folder)?.size).toBe(allOf(folder).length)
    },
  )

  it('one that never answers stops neither records nor the end', { timeout: 30_000 }, async () => {
    const folder = newFolder()
    const sink = journal(folder, {
      signer: { publicKey: signer.publicKey, sign: () => new Promise<never>(() => {}) },
    })
    await sink.write([record('1')])
    await expect(sink.checkpoint()).rejects.toThrow(/signer_timeout/)
    await sink.write([record('2')])
    await sink.close()
    expect(typesOf(folder)).toEqual(['config', 'decision', 'sink', 'decision'])
  })
})

describe('journalSink: segments', () => {
  it('are sealed when they are full, each with a note that covers it, and begin with what they are', async () => {
    const folder = newFolder()
    const sink = journal(folder, { signer, segmentBytes: 1500 })
    for (let i = 0; i < 12; i++) await sink.write([record(String(i))])
    await sink.close()
    const segments = segmentsOf(folder)
    expect(segments.length).toBeGreaterThan(3)
    for (const [index, file] of segments.entries()) {
      const [first] = readFileSync(join(folder, file), 'utf8').split('\n')
      expect(JSON.parse(first!)).toMatchObject({ type: 'config', seq: Number(file.slice(0, 16)) })
      const next = segments[index + 1]
      if (next) expect(noteOf(folder, file.replace('jsonl', 'note'))?.size).toBe(Number(next.slice(0, 16)))
    }
    expect(readLog(bytesOf(folder), LOG).size).toBe(12 + segments.length)
  })

  it('are sealed when they are old', async () => {
    const folder = newFolder()
    const sink = journal(folder, { segmentAgeMs: 1 })
    await sink.write([record('1')])
    await vi.waitFor(async () => {
      await sink.write([record('2')])
      expect(segmentsOf(folder).length).toBeGreaterThan(1)
    })
    await sink.close()
    // and whoever opens it again takes its age from its first record
    const again = journal(folder, { segmentAgeMs: 60_000, clock: () => Date.UTC(2100, 0) })
    const before = segmentsOf(folder).length
    await again.write([record('3')])
    await again.close()
    expect(segmentsOf(folder)).toHaveLength(before + 1)
  })

  it('begin anew when the log is signed no more, or again', async () => {
    const folder = newFolder()
    for (const options of [{ signer }, {}, { signer }]) {
      const sink = journal(folder, options)
      await sink.write([record('1')])
      await sink.close()
    }
    expect(allOf(folder).flatMap(({ config }) => config?.integrity ?? [])).toEqual([
      'signed',
      'chain',
      'signed',
    ])
    expect(noteOf(folder)?.size).toBe(6)
    expect(readLog(bytesOf(folder), LOG).size).toBe(6)
  })

  it.each([
    ['without the tree', /\.tree$/],
    ['without notes and trees', /\.(note|tree)$/],
    ['without notes', /\.note$/],
    ['without the latest note', /0000000000000008\.note$/],
  ])('are opened again %s, which is made anew', async (_, lost) => {
    const folder = newFolder()
    const sink = journal(folder, { signer, segmentBytes: 1000 })
    for (let i = 0; i < 8; i++) await sink.write([record(String(i))])
    await sink.close()
    const notes = readdirSync(folder).filter((file) => file.endsWith('.note'))
    for (const file of readdirSync(folder)) if (lost.test(file)) rmSync(join(folder, file))
    const again = journal(folder, { signer })
    await again.write([record('9')])
    await again.close()
    expect(readdirSync(folder).filter((file) => file.endsWith('.note'))).toEqual(notes)
    const { size, root } = readLog(bytesOf(folder), LOG)
    expect(noteOf(folder)).toEqual({ log: LOG, size, root: Buffer.from(root, 'hex') })
  })
})
