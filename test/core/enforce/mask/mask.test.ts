import { describe, expect, it } from 'vitest'
import type { OperatorDeclaration } from '../../../../src/core/catalog/operator.js'
import { FULL } from '../../../../src/core/enforce/mask/mask.js'
import { maskFor } from './masked.js'

const ALL: OperatorDeclaration[] = [
  'redact',
  { op: 'mask', first: 2 },
  { op: 'mask', last: 4 },
  { op: 'replace', with: '-' },
  'hash',
  { op: 'generalize', to: 10 },
  { op: 'generalize', to: 'year' },
  'card',
  { op: 'card', bin: true },
  'email',
  'phone',
  'name',
  'ip',
  'birth_date',
  'my_number',
  'address',
  { op: 'address', to: 'city' },
]

describe('redact and my_number', () => {
  it.each(['redact', 'my_number'] as const)('%s hides a string and a Date fully', (operator) => {
    expect(maskFor(operator)('123456789012')).toBe('********')
    expect(maskFor(operator)('')).toBe('********')
    expect(maskFor(operator)(new Date())).toBe('********')
  })

  it.each(['redact', 'my_number'] as const)('%s leaves out what has another JSON type', (operator) => {
    for (const value of [123456789012, true, 1n, {}, ['1'], Symbol('1'), () => '1']) {
      expect(maskFor(operator)(value)).toBeUndefined()
    }
  })
})

describe('replace', () => {
  it('shows a fixed text instead of a string or a Date, whatever their length', () => {
    const mask = maskFor({ op: 'replace', with: '(on file)' })
    expect(mask('secret')).toBe('(on file)')
    expect(mask('secret'.repeat(10_000))).toBe('(on file)')
    expect(mask(new Date())).toBe('(on file)')
  })

  it('leaves out a number: a text would change its JSON type', () => {
    expect(maskFor({ op: 'replace', with: '0' })(42)).toBeUndefined()
  })
})

describe('hash', () => {
  it('shows what the given hash makes of a string, and of the RFC 3339 text of a Date', () => {
    const mask = maskFor('hash', (value) => `<${value}>`)
    expect(mask('m-1')).toBe('<m-1>')
    expect(mask(new Date('1991-05-01'))).toBe('<1991-05-01T00:00:00.000Z>')
  })

  it('leaves out a number: a hash is a string', () => {
    expect(maskFor('hash')(42)).toBeUndefined()
  })

  it('hides ill-formed text fully: all of it would have one hash', () => {
    expect(maskFor('hash')('\ud800')).toBe(FULL)
  })

  it('leaves the field out when the hash fails', () => {
    const broken = maskFor('hash', () => {
      throw new Error('no key')
    })
    expect(broken('m-1')).toBeUndefined()
  })
})

describe('every operator', () => {
  it.each(ALL)('%j keeps null, which hides nothing, and what is absent', (operator) => {
    expect(maskFor(operator)(null)).toBeNull()
    expect(maskFor(operator)(undefined)).toBeUndefined()
  })

  it.each(ALL)('%j says nothing of an invalid Date, which JSON calls null', (operator) => {
    expect(maskFor(operator)(new Date(Number.NaN))).toBeUndefined()
  })

  it.each(ALL)('%j takes nothing for a string or a Date but a string or a Date', (operator) => {
    const fake = { getTime: () => 0, toISOString: () => 'secret', [Symbol.toPrimitive]: () => 'secret' }
    for (const value of [
      new String('secret'),
      fake,
      Object.create(Date.prototype),
      new Proxy(new Date(), {}),
    ]) {
      expect(maskFor(operator)(value)).toBeUndefined()
    }
  })

  it.each(ALL)('%j makes of fifty megabytes what it makes of any text that does not parse', (operator) => {
    for (const value of ['1'.repeat(5e7), '佐藤 '.repeat(2e7), `${'a'.repeat(5e7)}@example.com`])
      expect(String(maskFor(operator)(value)).length).toBeLessThan(40)
  })

  // a pattern that backtracks would not come to an end
  it.each(ALL)('%j comes to an end with the longest text that it reads', (operator) => {
    for (const unit of [
      'ﷺ',
      '1 ',
      '１－',
      '\u0301',
      'a.',
      'a@',
      '👨‍👩‍👧‍👦',
      ' ',
      '、',
      '東京都郡',
      '(1)',
      '1:',
      '1.',
    ]) {
      const masked = maskFor(operator)(unit.repeat(Math.floor(4096 / unit.length)))
      expect(String(masked).length, unit).toBeLessThan(60)
    }
  })
})
