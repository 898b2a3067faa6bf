import { describe, expect, it } from 'vitest'
import { memorySink } from '../../src/sinks/memory.js'
import { sinkSuite } from '../../src/testing/index.js'
import { record } from './record.js'

describe('memorySink', () => {
  it.each(
    sinkSuite(() => {
      const sink = memorySink()
      return { sink, read: () => sink.records }
    }),
  )('$name', ({ run }) => run())

  it('promises no more than memory', () => {
    expect(memorySink()).toMatchObject({ name: 'memory', durability: 'memory' })
  })

  it('keeps the latest `max` records and counts those that went', () => {
    const sink = memorySink({ max: 3 })
    void sink.write(['1', '2', '3', '4', '5'].map((id) => record(id)))
    void sink.write([record('6')])
    expect(sink.records.map(({ id }) => id)).toEqual(['4', '5', '6'])
    expect(sink.dropped).toBe(3)
  })

  it.each([0, -1, 1.5, Number.NaN, '10'])('refuses to keep %s records', (max) => {
    expect(() => memorySink({ max: max as number })).toThrow(
      expect.objectContaining({ code: 'config_invalid' }),
    )
  })
})
