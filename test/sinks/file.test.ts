import { execFile } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AuditSink } from '../../src/index.js'
import { fileSink } from '../../src/sinks/file.js'
import { sinkSuite } from '../../src/testing/index.js'
import { linesOf } from './lines-of.js'
import { record } from './record.js'

let folder: string
let path: string
const sinks: AuditSink[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'purposebound-'))
  path = join(folder, 'audit.jsonl')
})
afterEach(async () => {
  vi.restoreAllMocks()
  for (const sink of sinks.splice(0)) await sink.close?.()
  rmSync(folder, { recursive: true, force: true })
})

/** A sink that is closed when the test ends. */
function sinkAt(options: { readonly sync?: boolean } = {}): AuditSink {
  const sink = fileSink({ path, ...options })
  sinks.push(sink)
  return sink
}

const ids = (file = path): readonly (string | undefined)[] => linesOf(file).map((line) => line?.id)

describe('fileSink', () => {
  it.each(sinkSuite(() => ({ sink: sinkAt(), read: () => linesOf(path).map((line) => line!) })))(
    '$name',
    ({ run }) => run(),
  )

  it('takes what is written after it was closed', async () => {
    const sink = sinkAt()
    await sink.close?.()
    await sink.write([record('1')])
    expect(ids()).toEqual(['1'])
  })

  it('promises the disk, or with `sync: false` the operating system', () => {
    expect(sinkAt().durability).toBe('disk')
    expect(sinkAt({ sync: false }).durability).toBe('os')
  })

  it.each([{}, { path: '' }, { path: 3 }, { path: 'x', sync: 'no' }])('refuses %j', (options) => {
    expect(() => fileSink(options as never)).toThrow(expect.objectContaining({ code: 'config_invalid' }))
  })

  it('creates the file for its owner alone', async () => {
    await sinkAt().write([record('1')])
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('shares one sync among all who wait', async () => {
    const { datasync } = await handleSpies()
    const sink = sinkAt()
    await Promise.all(Array.from({ length: 100 }, (_, i) => sink.write([record(`a${i}`)])))
    expect(datasync).toHaveBeenCalledTimes(1)
    const first = Promise.resolve(sink.write([record('b')]))
    await new Promise(setImmediate)
    await Promise.all([first, ...Array.from({ length: 100 }, (_, i) => sink.write([record(`c${i}`)]))])
    expect(datasync.mock.calls.length).toBeLessThanOrEqual(3)
    expect(ids()).toHaveLength(201)
  })

  it('does not sync when told not to', async () => {
    const { datasync } = await handleSpies()
    await sinkAt({ sync: false }).write([record('1')])
    expect(datasync).not.toHaveBeenCalled()
    expect(ids()).toEqual(['1'])
  })

  it('begins a new line behind one that a crash has torn', async () => {
    writeFileSync(path, `${JSON.stringify(record('1'))}\n{"v":1,"id":"to`)
    await sinkAt().write([record('2')])
    expect(ids()).toEqual(['1', undefined, '2'])
  })

  it('writes on when a write comes out short', async () => {
    const { write } = await handleSpies()
    const real = write.getMockImplementation()!
    write.mockImplementation(function (this: FileHandle, bytes, offset, length) {
      return real.call(this, bytes, offset, Math.min(length, 7))
    })
    await sinkAt().write([record('1'), record('2')])
    expect(ids()).toEqual(['1', '2'])
  })

  it('acknowledges nothing of a failed write, takes it back and heals', async () => {
    const sink = sinkAt()
    await sink.write([record('1')])
    const { write } = await handleSpies()
    const real = write.getMockImplementation()!
    write.mockImplementationOnce(function (this: FileHandle, bytes, offset) {
      return real.call(this, bytes, offset, 20)
    })
    write.mockImplementationOnce(() => Promise.reject(coded('ENOSPC')))
    await expect(sink.write([record('2')])).rejects.toMatchObject({
      code: 'sink_failed',
      message: 'the audit sink failed: `file`, ENOSPC',
    })
    expect(readFileSync(path, 'utf8')).toBe(`${JSON.stringify(record('1'))}\n`)
    await sink.write([record('3')])
    expect(ids()).toEqual(['1', '3'])
  })

  it('never cuts what another process has written', async () => {
    const sink = sinkAt()
    await sink.write([record('1')])
    const { write } = await handleSpies()
    const real = write.getMockImplementation()!
    write.mockImplementationOnce(async function (this: FileHandle, bytes, offset) {
      appendFileSync(path, `${JSON.stringify(record('other'))}\n`)
      return real.call(this, bytes, offset, 20)
    })
    write.mockImplementationOnce(() => Promise.reject(coded('EIO')))
    await expect(sink.write([record('2')])).rejects.toThrow('EIO')
    await sink.write([record('3')])
    expect(ids()).toEqual(['1', 'other', undefined, '3'])
  })

  it('trusts no handle on which a sync has failed', async () => {
    const sink = sinkAt()
    await sink.write([record('1')])
    const { datasync } = await handleSpies()
    datasync.mockImplementationOnce(() => Promise.reject(coded('EIO')))
    await expect(sink.write([record('2')])).rejects.toThrow('EIO')
    await sink.write([record('3')])
    expect(datasync.mock.contexts[1]).not.toBe(datasync.mock.contexts[0])
    expect(ids()).toEqual(['1', '3'])
  })

  it('denies on a full device until it is not', async () => {
    symlinkSync('/dev/full', path)
    const sink = sinkAt({ sync: false })
    await expect(sink.write([record('1')])).rejects.toThrow('ENOSPC')
    unlinkSync(path)
    await sink.write([record('2')])
    expect(ids()).toEqual(['2'])
  })

  it.each([
    ['a folder', () => mkdirSync(path), 'EISDIR'],
    ['a missing folder', () => rmSync(folder, { recursive: true }), 'ENOENT'],
    ['a device that cannot keep', () => symlinkSync('/dev/null', path), 'ENOTSUP'],
    ['a link to itself', () => symlinkSync(path, path), 'ELOOP'],
  ])('denies for %s and heals', async (_, spoil, code) => {
    const sink = sinkAt()
    spoil()
    await expect(sink.write([record('1')])).rejects.toThrow(code)
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder)
    await sink.write([record('2')])
    expect(ids()).toEqual(['2'])
  })

  it('denies on a pipe, at once', async () => {
    await promisify(execFile)('mkfifo', [path])
    await expect(sinkAt().write([record('1')])).rejects.toThrow('ENOTSUP')
  })

  it('denies without the right to write, and heals', async () => {
    writeFileSync(path, '', { mode: 0o400 })
    const sink = sinkAt()
    // root may write anywhere, so root is nobody for a moment
    const isRoot = process.geteuid?.() === 0
    if (isRoot) process.seteuid?.(65534)
    try {
      await expect(sink.write([record('1')])).rejects.toThrow('EACCES')
    } finally {
      if (isRoot) process.seteuid?.(0)
    }
    chmodSync(path, 0o600)
    await sink.write([record('2')])
    expect(ids()).toEqual(['2'])
  })

  it('follows a rotation: what was acknowledged stands in the old file or in the new', async () => {
    const sink = sinkAt()
    await sink.write([record('1')])
    renameSync(path, `${path}.1`)
    await sink.write([record('2')])
    await sink.write([record('3')])
    expect(ids(`${path}.1`)).toEqual(['1', '2'])
    expect(ids()).toEqual(['3'])
  })

  it('writes again what went into a file that was deleted', async () => {
    const sink = sinkAt()
    await sink.write([record('1')])
    unlinkSync(path)
    await sink.write([record('2')])
    expect(ids()).toEqual(['2'])
  })

  it('denies when its folder was deleted', async () => {
    const sink = sinkAt()
    await sink.write([record('1')])
    rmSync(folder, { recursive: true })
    await expect(sink.write([record('2')])).rejects.toThrow('ENOENT')
  })

  it('loses nothing acknowledged afterwards when the file is cut under it', async () => {
    const sink = sinkAt()
    await sink.write([record('1'), record('2')])
    truncateSync(path)
    await sink.write([record('3')])
    await sink.write([record('4')])
    expect([...new Set(ids())]).toEqual(['3', '4'])
  })

  it('writes again what was cut before it was safe', async () => {
    const sink = sinkAt()
    await sink.write([record('1')])
    const { datasync } = await handleSpies()
    const real = datasync.getMockImplementation()!
    datasync.mockImplementationOnce(function (this: FileHandle, ...nothing) {
      truncateSync(path)
      return real.apply(this, nothing)
    })
    await sink.write([record('2')])
    expect(ids()).toEqual(['2'])
  })

  it('syncs the folder, too, when it creates the file', async () => {
    const { sync } = await handleSpies()
    await sinkAt().write([record('1')])
    expect(sync).toHaveBeenCalledTimes(1)
    await sinkAt().write([record('2')])
    expect(sync).toHaveBeenCalledTimes(1)
  })

  it('lets two sinks of one process share a file', async () => {
    const [a, b] = [sinkAt(), sinkAt()]
    await Promise.all(Array.from({ length: 100 }, (_, i) => (i % 2 ? a : b).write([record(String(i))])))
    expect(new Set(ids()).size).toBe(100)
  })

  it('rejects what is no JSON, and goes on', async () => {
    const sink = sinkAt()
    await expect(sink.write([record('1', { mono: 1n as never })])).rejects.toThrow()
    await sink.write([record('2')])
    expect(ids()).toEqual(['2'])
  })
})

function coded(code: string): Error {
  return Object.assign(new Error(`${code}: a path that is nobody's business`), { code })
}

type Call = (this: FileHandle, bytes: Buffer, offset: number, length: number) => Promise<unknown>

/** Spies on every file handle; each calls through until told otherwise. */
async function handleSpies() {
  const handle = await open(folder)
  const proto = Object.getPrototypeOf(handle) as { write: Call; datasync: Call; sync: Call }
  await handle.close()
  const through = (name: keyof typeof proto) => {
    const real = proto[name]
    return vi.spyOn(proto, name).mockImplementation(real)
  }
  return { write: through('write'), datasync: through('datasync'), sync: through('sync') }
}
