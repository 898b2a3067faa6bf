import { readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { AuditRecord, AuditSink } from '../../../src/index.js'
import { record } from '../record.js'
import { allOf, journal, newFolder, removeFolders, signer } from './folder.js'

afterEach(removeFolders)

/** A remote sink that can be told how to behave. */
function remote(name = 'remote') {
  const got: AuditRecord[] = []
  const state = { behave: (): unknown => undefined, got, most: 0 }
  const sink: AuditSink = {
    name,
    durability: 'replicated',
    remote: true,
    async write(records) {
      state.most = Math.max(state.most, records.length)
      await state.behave()
      got.push(...records)
    },
  }
  return { sink, state }
}

const options = { deadlineMs: 1000 }
const seqs = (records: readonly AuditRecord[]) => records.map(({ seq }) => seq)
const upTo = (count: number) => Array.from({ length: count }, (_, seq) => seq)

describe('journalSink: feeding', () => {
  it('gives a sink every record as it stands in the log, in order, over segments, and from the start', async () => {
    const folder = newFolder()
    const log = journal(folder, { signer, segmentBytes: 5000 })
    for (let i = 0; i < 300; i++) void log.write([record(String(i))])
    await log.flush()
    const { sink, state } = remote()
    const feed = log.feed(sink, options)
    expect(feed.pending()).toBe(allOf(folder).length)
    await log.write([record('last')])
    await feed.caughtUp()
    expect(state.got).toEqual(allOf(folder))
    expect(state.most).toBeLessThanOrEqual(256)
    expect(feed.pending()).toBe(0)
    await log.close()
  })

  it('goes on where it stopped, in another process too', async () => {
    const folder = newFolder()
    const { sink, state } = remote()
    for (const id of ['1', '2', '3']) {
      const log = journal(folder)
      await log.write([record(id)])
      const feed = log.feed(sink, options)
      await feed.caughtUp()
      await feed.close(1000)
      await log.close()
    }
    expect(seqs(state.got)).toEqual([0, 1, 2, 3])
  })

  it('gives what was not acknowledged again: after a failure, a refusal in words, and a write that hangs', async () => {
    const folder = newFolder()
    const log = journal(folder)
    const { sink, state } = remote()
    const states: unknown[] = []
    const answers: (() => unknown)[] = [
      () => Promise.reject(Object.assign(new Error('row m-1'), { code: 'ECONNREFUSED' })),
      () => new Promise(() => {}),
    ]
    state.behave = () => answers.shift()?.()
    const feed = log.feed(sink, { deadlineMs: 50, onState: (...all) => states.push(all) })
    await log.write([record('1')])
    await feed.caughtUp()
    expect(seqs(state.got)).toEqual([0, 1])
    expect(states).toEqual([
      ['failing', 'ECONNREFUSED'],
      ['working', undefined],
    ])
    await log.close()
  })

  it('gives nothing that is not acknowledged here', async () => {
    const folder = newFolder()
    const log = journal(folder)
    const { sink, state } = remote()
    const feed = log.feed(sink, options)
    await Promise.all(upTo(50).map((i) => log.write([record(String(i))])))
    await feed.caughtUp()
    expect(seqs(state.got)).toEqual(upTo(51))
    await log.close()
  })

  it('holds up neither the journal nor its end when a sink hangs for good', async () => {
    const folder = newFolder()
    const log = journal(folder)
    const { sink, state } = remote()
    state.behave = () => new Promise(() => {})
    const feed = log.feed(sink, { deadlineMs: 60_000 })
    await log.write([record('1')])
    const waits = feed.caughtUp()
    const ended = expect(waits).rejects.toThrow(/closed/)
    await feed.close(20)
    await ended
    expect(feed.pending()).toBe(2)
    await log.close()
  })

  it('two sinks of one name are a mistake, until one is closed', async () => {
    const log = journal(newFolder())
    const feed = log.feed(remote().sink, options)
    expect(() => log.feed(remote().sink, options)).toThrow(/two sinks fed from a journal are called `remote`/)
    await feed.close(0)
    await log.feed(remote().sink, options).close(0)
    await log.close()
    expect(() => log.feed(remote().sink, options)).toThrow(/closed/)
  })

  it('finds its place by number when the cursor points elsewhere', async () => {
    const folder = newFolder()
    const first = journal(folder, { segmentBytes: 3000 })
    const { sink, state } = remote('pg: main/1')
    for (let i = 0; i < 20; i++) await first.write([record(String(i))])
    await first.feed(sink, options).close(5000)
    await first.close()
    const cursor = join(folder, 'cursor-pg%3A%20main%2F1')
    writeFileSync(
      cursor,
      JSON.stringify({ ...JSON.parse(readFileSync(cursor, 'utf8')), seq: 7, first: 0, offset: 3 }),
    )
    const again = journal(folder)
    await again.feed(sink, options).close(5000)
    await again.close()
    const total = allOf(folder).length
    expect(seqs(state.got)).toEqual([...upTo(total), ...upTo(total).slice(7)])
  })

  it('a cursor behind the end of the log, or of another log, is not believed', async () => {
    const folder = newFolder()
    const log = journal(folder)
    await log.write([record('1')])
    const cursor = join(folder, 'cursor-remote')
    for (const wrong of [
      { log: 'audit.example/orders/prod-1', seq: 9, first: 0, offset: 0 },
      { log: 'b', seq: 0, first: 0, offset: 0 },
      7,
    ]) {
      writeFileSync(cursor, JSON.stringify(wrong))
      expect(() => log.feed(remote().sink, options)).toThrow(expect.objectContaining({ code: 'log_invalid' }))
    }
    unlinkSync(cursor)
    await log.feed(remote().sink, options).close(1000)
    await log.close()
  })

  it('catches up by batches however far it is behind', async () => {
    const folder = newFolder()
    const log = journal(folder, { segmentBytes: 100_000 })
    await log.write(upTo(3000).map((i) => record(String(i))))
    const { sink, state } = remote()
    let under = 0
    state.behave = () => {
      under += 1
      return Promise.resolve().then(() => {
        expect(under).toBe(1)
        under -= 1
      })
    }
    const feed = log.feed(sink, options)
    await feed.caughtUp()
    expect(seqs(state.got)).toEqual(upTo(allOf(folder).length))
    await vi.waitFor(() =>
      expect(JSON.parse(readFileSync(join(folder, 'cursor-remote'), 'utf8')).seq).toBe(state.got.length),
    )
    await log.close()
  })
})
