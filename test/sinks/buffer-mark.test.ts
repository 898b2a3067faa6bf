import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { verifyLog } from '../../src/audit/index.js'
import type { AuditRecord } from '../../src/index.js'
import { fileSink } from '../../src/sinks/file.js'
import { journalSink } from '../../src/sinks/journal/index.js'
import { open } from '../threats/open.js'
import { agent, ann } from '../threats/shop.js'
import { linesOf } from './lines-of.js'
import { record } from './record.js'

let folder: string
let path: string
const keys = { current: 'k', k: new Uint8Array(32).fill(7) }

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'purposebound-buffer-'))
  path = join(folder, 'audit.jsonl')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('the mark of what is in memory, beside a file', () => {
  it('law: after kill -9 in buffered delivery the trail says how many records it may lack', {
    timeout: 60_000,
  }, async () => {
    const released = await killed()
    const before = decisions()
    expect(released, 'the buffer is lost').toBeGreaterThan(before)

    const { gate } = open({ keys, audit: { sinks: [fileSink({ path })], delivery: 'buffered' } })
    await gate.for('support', { actor: agent }).read('customer', ann)
    await gate.close()
    const gaps = linesOf(path).flatMap((line) => line?.gap ?? [])
    expect(gaps).toMatchObject([{ cause: 'process_killed' }])
    expect(gaps[0]!.lost).toBeGreaterThanOrEqual(released - before)
    expect(gaps[0]!.lost, 'at most a buffer').toBeLessThanOrEqual(4 * released)
    expect(existsSync(`${path}.buffer`), 'told, and taken away').toBe(false)
  })

  it('holds no word but a number, a time and a process', async () => {
    const sink = fileSink({ path })
    await sink.buffer!.set(256)
    expect(JSON.parse(readFileSync(`${path}.buffer`, 'utf8'))).toEqual({
      records: 256,
      since: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      pid: process.pid,
    })
    await sink.buffer!.set(0)
    await sink.close!()
    expect(existsSync(`${path}.buffer`)).toBe(false)
  })

  it('of a process that lives, or of this one, is no loss', async () => {
    const mark = { records: 9, since: new Date(0).toISOString() }
    writeFileSync(`${path}.buffer`, JSON.stringify({ ...mark, pid: process.ppid }))
    expect(await fileSink({ path }).buffer!.left()).toBeUndefined()
    writeFileSync(`${path}.buffer`, JSON.stringify({ ...mark, pid: process.pid }))
    expect(await fileSink({ path }).buffer!.left(), 'a number that was given anew').toMatchObject({
      records: 9,
    })
    const sink = fileSink({ path })
    await sink.buffer!.set(5)
    expect(await fileSink({ path }).buffer!.left()).toBeUndefined()
    await sink.close!()
  })

  it('in the folder of a journal is of the dead, whoever has their number now: the lock says so', async () => {
    const journal = () => journalSink({ directory: folder, log: 'shop.example/audit' })
    const mark = { records: 9, since: new Date(0).toISOString(), pid: process.ppid }
    writeFileSync(join(folder, 'buffer'), JSON.stringify(mark))
    const { gate } = open({ keys, audit: { sinks: [journal()], delivery: 'buffered' } })
    await gate.for('support', { actor: agent }).read('customer', ann)
    await gate.close()
    expect(existsSync(join(folder, 'buffer')), 'told, and taken away').toBe(false)

    const read = journal()
    const records: AuditRecord[] = []
    for await (const each of read.find!({})) records.push(each)
    await read.close()
    expect(records.flatMap(({ gap }) => gap ?? [])).toMatchObject([{ cause: 'process_killed', lost: 9 }])
  })

  it('in the folder of a journal is no stranger to a verifier', async () => {
    const sink = journalSink({ directory: folder, log: 'shop.example/audit' })
    await sink.write([record('a')])
    await sink.buffer!.set(256)
    const verdict = await verifyLog({ directory: folder, log: 'shop.example/audit', unsigned: true })
    expect(verdict).toMatchObject({ ok: true, strangers: [] })
    await sink.close()
  })

  it('that says nonsense is not taken for nothing', async () => {
    writeFileSync(`${path}.buffer`, 'nonsense')
    await expect(fileSink({ path }).buffer!.left()).rejects.toThrow()
  })
})

const decisions = () => linesOf(path).filter((line) => line?.type === 'decision').length

/** How many reads a process had released when it was killed. */
async function killed(): Promise<number> {
  const script = fileURLToPath(new URL('../threats/service.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', script, path, 'serve', 'buffered', '300'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const exit = once(child, 'exit')
  for await (const line of createInterface({ input: child.stderr })) {
    if (line === 'ready') child.kill('SIGKILL')
  }
  await exit
  return 300
}
