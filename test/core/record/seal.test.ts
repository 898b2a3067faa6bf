import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { seal } from '../../../src/core/record/seal.js'
import { decision } from './sample.js'

describe('seal', () => {
  it('freezes records through and through', () => {
    const { records } = seal([decision(1)])
    const [record] = records as unknown as [Record<string, Record<string, unknown[]>>]
    expect(() => (records as unknown[]).push(1)).toThrow()
    expect(() => (record['effect'] = {})).toThrow()
    expect(() => (record['fields']!['clear'] = [])).toThrow()
    expect(() => record['subjects']!['refs']!.push('x')).toThrow()
  })

  it('leaves a record that fits as it is, with 1,000 people in it', () => {
    const refs = Array.from(
      { length: 1000 },
      (_, i) => `hmac:k1234567890123456789:${String(i).padStart(22, '0')}`,
    )
    const record = decision(1, { subjects: { refs } })
    expect(seal([record]).records[0]).toBe(record)
  })

  it('shortens what makes a line longer than 64 KiB and keeps the decision and all the rest', () => {
    const clear = Array.from({ length: 10_000 }, (_, i) => `field${i}`)
    const record = decision(1, {
      fields: { clear, masked: ['email'], hidden: [] },
      reason: 'prohibited',
      effect: 'deny',
    })
    const text = JSON.stringify(clear)
    const sha256 = createHash('sha256').update(text).digest('hex')
    const [short] = seal([record]).records
    expect(short).toEqual({
      ...record,
      fields: { clear: { truncated: true, sha256, bytes: text.length }, masked: ['email'], hidden: [] },
    })
    expect(Object.isFrozen(short!.fields)).toBe(true)
  })

  it.each([
    ['a request id of 1 MB', { request: 'x'.repeat(1_000_000) }],
    ['controls that grow as JSON', { justification: '\u0001'.repeat(11_000) }],
    ['wide characters', { justification: '名'.repeat(22_000) }],
    [
      'many big parts',
      { request: 'x'.repeat(40_000), justification: 'y'.repeat(40_000), rules: ['z'.repeat(40_000)] },
    ],
    [
      'roles without end',
      {
        actor: { kind: 'employee', ref: 'hmac:k1:a', roles: Array<string>(10_000).fill('agent_of_somebody') },
      },
    ],
  ])('bounds %s', (_, more) => {
    const [short] = seal([decision(1, more)]).records
    expect(Buffer.byteLength(JSON.stringify(short)) + 1).toBeLessThanOrEqual(64 * 1024)
    expect(short).toMatchObject({ id: '1', type: 'decision', effect: 'permit', purpose: 'support' })
    expect(JSON.stringify(short)).toContain('"truncated":true')
  })

  it('weighs records about as much as they take', () => {
    const { bytes } = seal([decision(1), decision(2)])
    expect(bytes).toBeGreaterThan(JSON.stringify([decision(1), decision(2)]).length * 0.8)
    expect(bytes).toBeLessThan(JSON.stringify([decision(1), decision(2)]).length * 1.3)
  })
})
