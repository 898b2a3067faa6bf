import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { AuditRecord } from 'purposebound'
import { ed25519Signer, findRecords, readLog, verifierKey, verifyLog } from 'purposebound/audit'
import { journalSink } from 'purposebound/sinks/journal'
import { afterEach, describe, expect, it } from 'vitest'
import { Folder, sample } from './build-log.js'

const log = 'shop.example/audit'
const signer = ed25519Signer(new Uint8Array(32).fill(3))
const key = verifierKey(log, signer.publicKey)
const records = Array.from({ length: 60 }, (_, index) => sample(index) as unknown as AuditRecord)

let folder: Folder
afterEach(() => folder.remove())

/** A journal into which `records` were written, a few at a time. */
async function write(more: object = {}): Promise<string> {
  folder = new Folder(new Map())
  const directory = join(folder.path, 'audit')
  const sink = journalSink({
    directory,
    log,
    signer,
    segmentBytes: 8192,
    headroomBytes: 0,
    onWarning: () => {},
    ...more,
  })
  for (let at = 0; at < records.length; at += 4) await sink.write(records.slice(at, at + 4))
  await sink.close?.()
  return directory
}

describe('a log that a journal has written', () => {
  it('is whole, signed to its end, and says what was written', async () => {
    const directory = await write()
    const verdict = await verifyLog({ directory, log, key })
    expect(verdict).toMatchObject({ ok: true, unsigned: 0, strangers: [] })
    const written: unknown[] = []
    for await (const { id } of readLog(directory, { log })) written.push(id)
    expect(verdict.ok && verdict.size).toBe(written.length)
    expect(written).toEqual(expect.arrayContaining(records.map(({ id }) => id)))
    const found: unknown[] = []
    for await (const { id } of findRecords(directory, { subjects: ['hmac:k1:person3'] })) found.push(id)
    expect(found).toEqual(records.filter((_, index) => index % 11 === 3).map(({ id }) => id))
  })

  it('is whole while it is written', async () => {
    folder = new Folder(new Map())
    const open = () =>
      journalSink({
        directory: folder.path,
        log,
        signer,
        segmentBytes: 4096,
        checkpointRecords: 5,
        headroomBytes: 0,
        onWarning: () => {},
      })
    // before its first checkpoint nobody vouches for a log
    const first = open()
    await first.write(records.slice(0, 1))
    await first.close?.()
    const sink = open()
    for (let at = 1; at < 40; at += 3) {
      const writing = sink.write(records.slice(at, at + 3))
      const verdict = await verifyLog({ directory: folder.path, log, key })
      expect(verdict.ok ? verdict.strangers : verdict.problem).toEqual([])
      await writing
    }
    await sink.close?.()
  })

  it('keeps the hashes of what retention has deleted', async () => {
    const directory = await write()
    const options = { directory, log, signer, headroomBytes: 0, onWarning: () => {} }
    const sink = journalSink({ ...options, retention: { maxBytes: 8192 } })
    await sink.write(records.slice(0, 1))
    await sink.close?.()
    expect(await verifyLog({ directory, log, key })).toMatchObject({ ok: true, unsigned: 0, strangers: [] })
    const verdict = await verifyLog({ directory, log, key })
    expect(verdict.ok && verdict.pruned?.records).toBeGreaterThan(10)
  })

  it('is chained where it has no signer', async () => {
    const directory = await write({ signer: undefined })
    expect(await verifyLog({ directory, log, unsigned: true })).toMatchObject({
      ok: true,
      integrity: 'chain',
    })
    expect(await verifyLog({ directory, log, key })).toMatchObject({
      problem: { code: 'checkpoint_missing' },
    })
  })

  it('extends what was published, and one that was begun afresh does not', async () => {
    const published: string[] = []
    const directory = await write({ publish: (note: string) => published.push(note), checkpointRecords: 10 })
    expect(published.length).toBeGreaterThan(2)
    for (const expected of published)
      expect(await verifyLog({ directory, log, key, expected })).toMatchObject({ ok: true })
    rmSync(directory, { recursive: true })
    folder.remove()
    const again = await write()
    expect(await verifyLog({ directory: again, log, key, expected: published[0]! })).toMatchObject({
      ok: false,
      problem: { code: 'expected_mismatch' },
    })
  })
})
