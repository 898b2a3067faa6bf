import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type OperatorDeclaration, parseOperator } from '../../../src/core/catalog/operator.js'

describe('parseOperator: what is an operator', () => {
  it.each<[OperatorDeclaration, object]>([
    ['redact', { op: 'redact' }],
    ['hash', { op: 'hash' }],
    ['card', { op: 'card', bin: false }],
    ['address', { op: 'address', to: 'prefecture' }],
    [{ op: 'email' }, { op: 'email' }],
    [
      { op: 'mask', last: 4 },
      { op: 'mask', last: 4 },
    ],
    [
      { op: 'mask', first: 1 },
      { op: 'mask', first: 1 },
    ],
    [
      { op: 'replace', with: '' },
      { op: 'replace', with: '' },
    ],
    [
      { op: 'generalize', to: 0.5 },
      { op: 'generalize', to: 0.5 },
    ],
    [
      { op: 'generalize', to: 'month' },
      { op: 'generalize', to: 'month' },
    ],
    [
      { op: 'card', bin: true },
      { op: 'card', bin: true },
    ],
    [
      { op: 'address', to: 'city' },
      { op: 'address', to: 'city' },
    ],
  ])('%j', (declaration, operator) => {
    expect(parseOperator(declaration)).toEqual({ operator })
  })

  it('is the same as a name and as an object', () => {
    for (const name of ['phone', 'name', 'ip', 'birth_date', 'my_number'] as const) {
      expect(parseOperator(name)).toEqual(parseOperator({ op: name }))
    }
  })

  it('is frozen, and a copy', () => {
    const declaration = { op: 'card', bin: true }
    const read = parseOperator(declaration)
    declaration.bin = false
    expect(read).toEqual({ operator: { op: 'card', bin: true } })
    expect(Object.isFrozen('operator' in read && read.operator)).toBe(true)
  })
})

describe('parseOperator: what is none, and why', () => {
  const neither = 'an operator is a name, or `{ op, ...options }`'
  const count = (option: string) => `\`${option}\` of \`mask\` must be a whole number above 0`
  const step = '`to` of `generalize` must be a number above 0, `year` or `month`'

  it.each<[unknown, string, suggestion?: string]>([
    [undefined, neither],
    [null, neither],
    [4, neither],
    [['card'], neither],
    [{}, neither],
    [{ op: 4 }, neither],
    [{ name: 'card' }, neither],
    ['', 'unknown operator ``'],
    ['maks', 'unknown operator `maks`', 'mask'],
    ['Card', 'unknown operator `Card`', 'card'],
    ['birthdate', 'unknown operator `birthdate`', 'birth_date'],
    ['__proto__', 'unknown operator `__proto__`'],
    [{ op: 'constructor' }, 'unknown operator `constructor`'],
    ['mask', '`mask` needs `first` or `last`'],
    [{ op: 'mask', first: 2, last: 2 }, '`mask` needs `first` or `last`, not both'],
    [{ op: 'mask', last: 0 }, count('last')],
    [{ op: 'mask', last: -4 }, count('last')],
    [{ op: 'mask', last: 1.5 }, count('last')],
    [{ op: 'mask', last: Number.NaN }, count('last')],
    [{ op: 'mask', last: Number.POSITIVE_INFINITY }, count('last')],
    [{ op: 'mask', first: '4' }, count('first')],
    [{ op: 'mask', first: undefined }, count('first')],
    [{ op: 'mask', lsat: 4 }, '`mask` has no option `lsat`', 'last'],
    ['replace', '`replace` needs `with`'],
    [{ op: 'replace', with: 4 }, '`with` of `replace` must be a text of at most 200 characters'],
    [
      { op: 'replace', with: 'x'.repeat(201) },
      '`with` of `replace` must be a text of at most 200 characters',
    ],
    [{ op: 'replace', with: '\ud800' }, '`with` of `replace` must be a text of at most 200 characters'],
    ['generalize', '`generalize` needs `to`'],
    [{ op: 'generalize', to: 0 }, step],
    [{ op: 'generalize', to: -10 }, step],
    [{ op: 'generalize', to: Number.NaN }, step],
    [{ op: 'generalize', to: Number.POSITIVE_INFINITY }, step],
    [{ op: 'generalize', to: 'day' }, step],
    [{ op: 'card', bin: 'yes' }, '`bin` of `card` must be `true` or `false`'],
    [{ op: 'address', to: 'street' }, '`to` of `address` must be `prefecture` or `city`'],
    [{ op: 'redact', with: '-' }, '`redact` has no option `with`'],
    [JSON.parse('{"op":"card","__proto__":true}'), '`card` has no option `__proto__`'],
  ])('%j', (declaration, problem, suggestion) => {
    expect(parseOperator(declaration)).toEqual({ problem, ...(suggestion && { suggestion }) })
  })

  it('never repeats more than the beginning of what it was given', () => {
    for (const declaration of [
      'x'.repeat(1e6),
      { op: 'card', ['y'.repeat(1e6)]: 1 },
      { op: 'replace', with: 'z'.repeat(1e6) },
    ]) {
      const read = parseOperator(declaration)
      expect('problem' in read && read.problem.length).toBeLessThan(120)
    }
  })

  it('never throws, whatever it is given', () => {
    const hostile = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('boom')
        },
      },
    )
    const getter = {
      get op(): string {
        throw new Error('boom')
      },
    }
    const given = fc.oneof(
      fc.anything(),
      fc.constantFrom(hostile, getter, Symbol('op'), () => 'card'),
    )
    const options = fc.record(
      {
        op: fc.constantFrom('mask', 'card', 'generalize', 'address'),
        to: fc.anything(),
        last: fc.anything(),
      },
      { requiredKeys: ['op'] },
    )
    fc.assert(
      fc.property(fc.oneof(given, options), (declaration) => {
        const read = parseOperator(declaration)
        expect('operator' in read || read.problem.length > 0).toBe(true)
      }),
    )
  })
})
