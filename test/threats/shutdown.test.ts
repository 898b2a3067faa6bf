import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AuditRecord } from '../../src/index.js'

let folder: string
let path: string
let service: ChildProcess | undefined

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'purposebound-shutdown-'))
  path = join(folder, 'audit.jsonl')
})
afterEach(() => {
  service?.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

describe('a service that ends', { timeout: 60_000 }, () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'T65: drains its backlog on %s and counts to the record',
    async (signal) => {
      const { said, ended, until } = start('serve', 'buffered', 1000)
      await until('ready')
      service?.kill(signal)
      expect(await ended).toEqual([0, null])
      const { flushed, unflushed } = JSON.parse(said.at(-1)!)
      expect(unflushed).toBe(0)
      expect(flushed).toBeGreaterThan(0)
      expect(decisions()).toBe(1000)
      expect(trail().at(-1)).toMatchObject({ type: 'config', reason: 'audit_closed' })
    },
  )

  it('T65: says how many it could not write, and ends with an error', async () => {
    const { said, ended, until } = start('broken', 'buffered', 10)
    await until('ready')
    service?.kill('SIGTERM')
    expect(await ended).toEqual([1, null])
    expect(JSON.parse(said.at(-1)!), 'the reads and the policy').toEqual({ flushed: 0, unflushed: 11 })
  })

  it('T65: a second signal ends it at once, though a sink hangs', async () => {
    const { ended, until } = start('stuck', 'buffered', 10)
    await until('ready')
    service?.kill('SIGTERM')
    const first = await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 300, 'drains'))])
    expect(first).toBe('drains')
    service?.kill('SIGTERM')
    expect(await ended).toEqual([null, 'SIGTERM'])
  })

  it('T65: writes what waits when there is nothing left to do, and says that this is the end', async () => {
    const { said, ended } = start('done', 'buffered', 100)
    expect(await ended).toEqual([0, null])
    expect(decisions()).toBe(100)
    expect(trail().at(-1)).toMatchObject({ reason: 'audit_closed' })
    expect(JSON.parse(said.at(-1)!)).toMatchObject({ unflushed: 0 })
  })

  it('T65: writes what waits when a bug ends it', async () => {
    const { ended } = start('crash', 'buffered', 100)
    expect(await ended).toEqual([1, null])
    expect(decisions()).toBe(100)
  })

  it('T65: strict has never released what `process.exit` could lose', async () => {
    const { said, ended } = start('exit', 'strict', 50)
    expect(await ended).toEqual([3, null])
    expect(said.filter((line) => line.startsWith('read '))).toHaveLength(50)
    expect(decisions()).toBe(50)
    expect(trail().at(-1), 'and the trail does not say that it ended well').toMatchObject({
      type: 'decision',
    })
  })
})

describe('a service that prints its trail', { timeout: 60_000 }, () => {
  it('T50: goes on when nobody reads standard output, and keeps no more than a bounded part of it', async () => {
    const { ended, until } = start('printed', 'buffered', 3000, 'stalled')
    await until('ready')
    service?.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
    expect(decisions()).toBe(3000)
    expect(trail().find(({ type }) => type === 'sink')?.sink).toMatchObject({
      name: 'console',
      state: 'failing',
    })
  })

  it('T50: goes on when standard output was closed', async () => {
    const { ended, until } = start('printed', 'strict', 300, 'closed')
    await until('ready')
    service?.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
    expect(decisions()).toBe(300)
  })
})

const trail = (): AuditRecord[] =>
  existsSync(path)
    ? readFileSync(path, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line))
    : []
/** A write that was overdue may have been done twice, so they count by their ids. */
const decisions = () => new Set(trail().flatMap(({ type, id }) => (type === 'decision' ? id : []))).size

/** Starts the service; `output` says what becomes of its standard output. */
function start(
  scenario: string,
  delivery: string,
  reads: number,
  output: 'stalled' | 'closed' | 'ignored' = 'ignored',
) {
  const script = fileURLToPath(new URL('service.ts', import.meta.url))
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', script, path, scenario, delivery, String(reads)],
    {
      stdio: ['ignore', output === 'ignored' ? 'ignore' : 'pipe', 'pipe'],
    },
  )
  service = child
  if (output === 'stalled') child.stdout?.pause()
  if (output === 'closed') child.stdout?.destroy()
  const said: string[] = []
  const waiting = new Map<string, () => void>()
  const lines = createInterface({ input: child.stderr! })
  lines.on('line', (line) => {
    said.push(line)
    waiting.get(line)?.()
  })
  const until = (line: string) =>
    new Promise<void>((resolve, reject) => {
      if (said.includes(line)) resolve()
      waiting.set(line, resolve)
      child.once('exit', () => reject(new Error(said.join('\n'))))
    })
  // its output is read to the end, too
  const ended = Promise.all([once(child, 'exit'), once(lines, 'close')]).then(([exit]) => exit)
  return { said, ended, until }
}
