import { execFileSync } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AuditRecord } from '../../src/index.js'
import { type PinoLogger, pinoSink } from '../../src/sinks/pino.js'
import { sinkSuite } from '../../src/testing/index.js'
import { record } from './record.js'

let folder: string
let made = 0
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'purposebound-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const newPath = () => join(folder, `${made++}.log`)
const linesOf = (path: string) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))
const auditOf = (path: string) => linesOf(path).map(({ audit }) => audit as AuditRecord)

/** Resolves when a destination has nothing left; its own `flush` says so at once where it has no buffer. */
async function written(destination: ReturnType<typeof pino.destination>): Promise<void> {
  const boom = destination as unknown as { readonly _len: number; readonly _writing: boolean }
  while (boom._writing || boom._len > 0) {
    if (!boom._writing) destination.flush()
    await new Promise(setImmediate)
  }
}

/** A logger over a stream that keeps its lines. */
function logging(options: pino.LoggerOptions = {}) {
  const lines: { readonly [key: string]: unknown }[] = []
  const logger = pino(options, { write: (line: string) => void lines.push(JSON.parse(line)) })
  return { logger, lines }
}

describe.each([
  ['a synchronous destination', { sync: true }],
  ['an asynchronous destination', { sync: false }],
  ['a destination with a buffer', { sync: false, minLength: 4096 }],
])('pinoSink on %s', (_, options) => {
  it.each(
    sinkSuite(async () => {
      const dest = newPath()
      const destination = pino.destination({ dest, ...options })
      if (!options.sync) await new Promise((resolve) => destination.once('ready', resolve))
      const sink = pinoSink(pino(destination))
      const flush = () => written(destination)
      // what waits has to be out before one may look
      const read = async () => {
        await flush()
        return auditOf(dest)
      }
      return { sink: { ...sink, flush, close: flush }, read }
    }),
  )('$name', ({ run }) => run())
})

describe('pinoSink on a worker', () => {
  it('hands everything over, and `flush` waits until the worker has written it', {
    timeout: 30_000,
  }, async () => {
    const dest = newPath()
    const transport = pino.transport({ target: 'pino/file', options: { destination: dest } })
    const sink = pinoSink(pino(transport))
    const records = Array.from({ length: 2000 }, (_, i) => record(String(i)))
    await sink.write(records)
    await sink.flush?.()
    transport.end()
    await new Promise((resolve) => transport.once('close', resolve))
    expect(auditOf(dest)).toEqual(records)
    await expect((async () => sink.write([record('late')]))()).rejects.toMatchObject({ code: 'sink_failed' })
  })
})

describe('pinoSink', () => {
  it('says that it can lose what it took', () => {
    expect(pinoSink(logging().logger)).toMatchObject({ name: 'pino', durability: 'memory', lossy: true })
  })

  it('logs by effect: denials and what went wrong are warnings', () => {
    const { logger, lines } = logging()
    const records: Partial<AuditRecord>[] = [
      {},
      { effect: 'deny' },
      { type: 'gap' },
      { type: 'policy', reason: 'policy_loaded' },
      { type: 'policy', reason: 'policy_reload_failed' },
      { type: 'sink', sink: { name: 'x', state: 'failing' } },
      { type: 'sink', sink: { name: 'x', state: 'working' } },
      { type: 'signal' },
      { type: 'exception' },
    ]
    void pinoSink(logger).write(records.map((more, i) => record(String(i), more)))
    expect(lines.map(({ level }) => level)).toEqual([30, 40, 40, 30, 40, 40, 30, 40, 40])
    expect(lines[1]).toMatchObject({ audit: { id: '1', effect: 'deny' }, msg: 'audit decision' })
  })

  it('takes the key and the levels that are given, a child of a logger, and levels of its own', () => {
    const { logger, lines } = logging({ customLevels: { audit: 35 } })
    const sink = pinoSink(logger.child({ part: 'x' }), {
      key: 'trail',
      levels: { routine: 'audit', notable: 'error' },
    })
    void sink.write([record('1'), record('2', { effect: 'deny' })])
    expect(lines).toMatchObject([
      { level: 35, part: 'x', trail: { id: '1' } },
      { level: 50, part: 'x', trail: { id: '2' } },
    ])
  })

  it('keeps the time of the record apart from that of the line', () => {
    const { logger, lines } = logging()
    void pinoSink(logger).write([record('1')])
    expect(lines[0]).toMatchObject({ time: expect.any(Number), audit: { time: '2026-11-01T00:00:00.000Z' } })
  })

  it.each<[string, () => unknown, object?]>([
    ['whose level drops permits', () => logging({ level: 'warn' }).logger],
    ['that is silent', () => logging({ level: 'silent' }).logger],
    ['that is switched off', () => logging({ enabled: false }).logger],
    ['without such a level', () => logging().logger, { levels: { routine: 'audit' } }],
    ['that is none', () => ({})],
    ['that is nothing', () => null],
    ['with a key of pino’s own', () => logging().logger, { key: 'time' }],
    ['with a key that is none', () => logging().logger, { key: '' }],
  ])('refuses at the start a logger %s', (_, make, options) => {
    expect(() => pinoSink(make() as PinoLogger, options)).toThrow(
      expect.objectContaining({ code: 'config_invalid' }),
    )
  })

  it('refuses at the start a multistream of which no stream takes permits', () => {
    const stream = pino.multistream([{ level: 'error', stream: { write() {} } }])
    expect(() => pinoSink(pino({}, stream))).toThrow(/info/)
    const both = pino.multistream([
      { level: 'error', stream: { write() {} } },
      { level: 'info', stream: { write() {} } },
    ])
    expect(() => pinoSink(pino({}, both))).not.toThrow()
  })

  it('fails once somebody has turned the level up, and loses nothing in silence', () => {
    const { logger, lines } = logging()
    const sink = pinoSink(logger)
    logger.level = 'warn'
    expect(() => sink.write([record('1')])).toThrow(expect.objectContaining({ code: 'sink_failed' }))
    void sink.write([record('2', { effect: 'deny' })])
    logger.level = 'info'
    void sink.write([record('3')])
    expect(lines.map(({ audit }) => (audit as AuditRecord).id)).toEqual(['2', '3'])
  })

  it('takes any logger that has the methods', async () => {
    const said: unknown[] = []
    const log = (line: unknown, message: string) => void said.push([line, message])
    const sink = pinoSink({ level: 'info', info: log, warn: log } as PinoLogger)
    await sink.write([record('1')])
    await sink.flush?.()
    expect(said).toEqual([[{ audit: record('1') }, 'audit decision']])
  })

  it('passes on that the logger throws', () => {
    const log = () => {
      throw new Error('no')
    }
    expect(() =>
      pinoSink({ level: 'info', info: log, warn: log } as PinoLogger).write([record('1')]),
    ).toThrow('no')
  })

  it('says nothing of what the destination said: it fails to flush', async () => {
    const flush = (done?: (error?: Error) => void) => done?.(new Error('/home/aiko'))
    const sink = pinoSink({ level: 'info', info() {}, warn() {}, flush } as PinoLogger)
    await expect(sink.flush?.()).rejects.toMatchObject({
      code: 'sink_failed',
      message: expect.not.stringContaining('aiko'),
    })
  })
})

describe('pinoSink on a destination that fails', () => {
  it('T50: a disk that is full is a failure until a write succeeds, and the error still reaches its listeners', async () => {
    const destination = pino.destination({ dest: '/dev/full', sync: false })
    const errors: unknown[] = []
    destination.on('error', (error: NodeJS.ErrnoException) => errors.push(error.code))
    await new Promise((resolve) => destination.once('ready', resolve))
    const sink = pinoSink(pino(destination))
    await sink.write([record('1')])
    await vi.waitFor(() => expect(errors).toContain('ENOSPC'))
    for (let i = 0; i < 3; i++)
      expect(() => sink.write([record('2'), record('3')])).toThrow(
        expect.objectContaining({ code: 'sink_failed', message: expect.stringContaining('ENOSPC') }),
      )
    // room again
    const path = newPath()
    ;(destination as unknown as { fd: number }).fd = openSync(path, 'a')
    await vi.waitFor(async () => sink.write([record('4')]))
    await vi.waitFor(() => expect(auditOf(path).map(({ id }) => id)).toContain('4'))
    // of what failed meanwhile one was tried each time
    expect(auditOf(path).filter(({ id }) => id === '3')).toEqual([])
  })

  it('T50: EPIPE: pino goes silent, and the sink fails from then on', async () => {
    const fifo = newPath()
    execFileSync('mkfifo', [fifo])
    const reader = openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK)
    const destination = pino.destination({ dest: openSync(fifo, constants.O_WRONLY), sync: false })
    const sink = pinoSink(pino(destination))
    await sink.write([record('1')])
    closeSync(reader)
    await vi.waitFor(() =>
      expect(() => sink.write([record('2')])).toThrow(
        expect.objectContaining({ message: expect.stringContaining('EPIPE') }),
      ),
    )
    expect(() => sink.write([record('3')])).toThrow(expect.objectContaining({ code: 'sink_failed' }))
  })

  it('T50: a reader that stalls is a failure, and not a memory that fills', async () => {
    const stream = new Writable({ write() {} })
    const sink = pinoSink(pino(stream))
    const large = record('1', { justification: 'x'.repeat(60_000) })
    for (let i = 0; i < 17; i++) void sink.write([large])
    await expect(async () => {
      for (let i = 0; i < 3; i++) await sink.write([large])
    }).rejects.toMatchObject({ code: 'sink_failed', message: expect.stringContaining('stalled') })
  })

  it('T50: what the destination drops since it is full, is a failure of that write', async () => {
    const reader = openSync(newPath(), 'w')
    const destination = pino.destination({ dest: reader, sync: false, minLength: 4096, maxLength: 5000 })
    const sink = pinoSink(pino(destination))
    const many = Array.from({ length: 100 }, (_, i) => record(String(i)))
    expect(() => sink.write(many)).toThrow(
      expect.objectContaining({ message: expect.stringContaining('dropped') }),
    )
    destination.flushSync()
    closeSync(reader)
  })
})
