import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AuditRecord } from '../../src/index.js'
import { consoleSink } from '../../src/sinks/console.js'
import { sinkSuite } from '../../src/testing/index.js'
import { record } from './record.js'

const lines: string[] = []

beforeEach(() => {
  lines.length = 0
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line))
})
afterEach(() => {
  vi.restoreAllMocks()
})

describe('consoleSink', () => {
  it.each(
    sinkSuite(() => ({
      sink: consoleSink(),
      read: () => lines.map((line) => JSON.parse(line) as AuditRecord),
    })),
  )('$name', ({ run }) => run())

  it('says that it can lose what it took', () => {
    expect(consoleSink()).toMatchObject({ durability: 'memory', lossy: true })
  })

  it('prints one line a record, whatever is in it', () => {
    void consoleSink().write([record('1', { justification: 'a\nb\u2028c\u0085d\u007f' })])
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/^\{.*\}$/)
    expect(lines[0]).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u)
  })

  it('fails when standard output is stalled, rather than fill the memory', () => {
    vi.spyOn(process.stdout, 'writableLength', 'get').mockReturnValue(2_000_000)
    expect(() => consoleSink().write([record('1')])).toThrow(expect.objectContaining({ code: 'sink_failed' }))
    expect(lines).toEqual([])
  })
})
