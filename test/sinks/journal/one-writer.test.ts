import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, it } from 'vitest'
import { record } from '../record.js'
import { journal, newFolder, recordsOf, removeFolders } from './folder.js'

const running: { end(): unknown }[] = []
afterEach(async () => {
  for (const each of running.splice(0)) await each.end()
  removeFolders()
})

const HOLDER = fileURLToPath(new URL('lock-holder.ts', import.meta.url))
const onLinux = existsSync('/proc/thread-self')
if (!onLinux)
  console.warn(
    'SKIPPED: locks of dead threads and of reused process ids are told from live ones on Linux only',
  )

async function process_(folder: string) {
  const child = spawn(process.execPath, ['--import', 'tsx', HOLDER, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const end = async () => {
    const gone = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined
    child.kill('SIGKILL')
    await gone
  }
  running.push({ end })
  const [word] = await once(createInterface({ input: child.stdout }), 'line')
  return { word: word as string, end }
}

async function thread(folder: string) {
  const worker = new Worker(
    `import('tsx/esm/api').then(({ register }) => { register(); import(${JSON.stringify(HOLDER)}) })`,
    {
      eval: true,
      workerData: { directory: folder },
    },
  )
  running.push({ end: () => worker.terminate() })
  const [word] = await once(worker, 'message')
  return { word: word as string, end: () => worker.terminate() }
}

/** What a lock says, with some of it changed. */
function forge(folder: string, change: object): void {
  const path = join(folder, 'lock')
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...change }))
}

/** The lock of a journal in this thread, left behind as by a crash. */
async function leftLock(folder: string): Promise<string> {
  const sink = journal(folder)
  const lock = readFileSync(join(folder, 'lock'), 'utf8')
  await sink.close()
  writeFileSync(join(folder, 'lock'), lock)
  return lock
}

const locked = expect.objectContaining({ code: 'spool_locked' })

describe('T53: journalSink, one writer', { timeout: 60_000 }, () => {
  it('a second one in the same thread is refused, until the first has closed', async () => {
    const folder = newFolder()
    const first = journal(folder)
    expect(() => journal(folder)).toThrow(locked)
    await first.close()
    await journal(folder).close()
    expect(readdirSync(folder).filter((file) => file.startsWith('lock'))).toEqual([])
  })

  it('so is one in another process, until that is killed', async () => {
    const folder = newFolder()
    const { word, end } = await process_(folder)
    expect(word).toBe('opened')
    expect(() => journal(folder)).toThrow(locked)
    await end()
    await journal(folder).close()
  })

  it.skipIf(!onLinux)('so is one in another thread, until that is terminated', async () => {
    const folder = newFolder()
    const { word, end } = await thread(folder)
    expect(word).toBe('opened')
    expect(() => journal(folder)).toThrow(locked)
    await end()
    await journal(folder).close()
  })

  it('of many who start at once over a dead one, one succeeds', async () => {
    const folder = newFolder()
    await (await process_(folder)).end()
    const all = await Promise.all(Array.from({ length: 4 }, () => process_(folder)))
    expect(all.map(({ word }) => word).sort()).toEqual(['opened', ...Array(3).fill('spool_locked')])
  })

  it.skipIf(!onLinux)('a process that has got the number of a dead one is not taken for it', async () => {
    const folder = newFolder()
    await leftLock(folder)
    forge(folder, { started: '1' })
    await journal(folder).close()
  })

  it('another machine or container is respected as long as it renews its lock', async () => {
    for (const change of [{ host: 'elsewhere' }, { namespace: 'pid:[1]' }, { boot: 'another' }]) {
      const folder = newFolder()
      await leftLock(folder)
      forge(folder, change)
      expect(() => journal(folder)).toThrow(locked)
      const longAgo = new Date(Date.now() - 60_000)
      utimesSync(join(folder, 'lock'), longAgo, longAgo)
      await journal(folder).close()
    }
  })

  it('a lock that says nothing is respected for a while', async () => {
    const folder = newFolder()
    await leftLock(folder)
    writeFileSync(join(folder, 'lock'), '')
    expect(() => journal(folder)).toThrow(locked)
    const longAgo = new Date(Date.now() - 60_000)
    utimesSync(join(folder, 'lock'), longAgo, longAgo)
    await journal(folder).close()
  })

  it('one that died while it took over is succeeded, too', async () => {
    const folder = newFolder()
    const dead = JSON.parse(await leftLock(folder))
    forge(folder, { started: '1' })
    const heir = { ...dead, started: '2', token: '11111111-1111-4111-8111-111111111111' }
    writeFileSync(join(folder, `lock.after-${dead.token}`), JSON.stringify(heir))
    await journal(folder).close()
    expect(readdirSync(folder).filter((file) => file.startsWith('lock'))).toEqual([])
  })

  it('who has lost its lock to another writes nothing more', async () => {
    const folder = newFolder()
    const first = journal(folder)
    await first.write([record('1')])
    unlinkSync(join(folder, 'lock'))
    const second = journal(folder)
    await second.write([record('2')])
    await expect(first.write([record('lost')])).rejects.toThrow(/spool_locked/)
    await second.close()
    await expect(first.write([record('lost')])).rejects.toThrow(/spool_locked/)
    await first.close()
    expect(recordsOf(folder).map(({ id }) => id)).toEqual(['1', '2'])
  })

  it('who has lost its lock to nobody takes it again', async () => {
    const folder = newFolder()
    const sink = journal(folder)
    await sink.write([record('1')])
    unlinkSync(join(folder, 'lock'))
    await sink.write([record('2')])
    expect(() => journal(folder)).toThrow(locked)
    await sink.close()
    expect(recordsOf(folder).map(({ id }) => id)).toEqual(['1', '2'])
  })
})
