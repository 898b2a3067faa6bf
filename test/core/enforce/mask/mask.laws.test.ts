import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { OperatorDeclaration } from '../../../../src/core/catalog/operator.js'
import { FULL } from '../../../../src/core/enforce/mask/mask.js'
import { municipalitiesOf } from '../../../../src/core/enforce/mask/municipalities.js'
import { PREFECTURES } from '../../../../src/core/enforce/mask/prefectures.js'
import { maskFor } from './masked.js'

const count = fc.integer({ min: 1, max: 12 })
const step = fc.constantFrom(0.001, 0.1, 0.25, 1, 2.5, 5, 10, 1000, 1e9, Number.MIN_VALUE, Number.MAX_VALUE)
const named = fc.constantFrom<OperatorDeclaration>(
  'redact',
  'hash',
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
  { op: 'generalize', to: 'year' },
  { op: 'generalize', to: 'month' },
  { op: 'replace', with: 'on file' },
)
const ends = fc.oneof(
  count.map((first) => ({ op: 'mask', first }) as const),
  count.map((last) => ({ op: 'mask', last }) as const),
)
const rounding = step.map((to) => ({ op: 'generalize', to }) as const)
const operators: fc.Arbitrary<OperatorDeclaration> = fc.oneof(named, ends, rounding)

// values that a field really holds, in the forms in which people write them
const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`))
const wide = (text: string) =>
  text.replace(/[!-~]/g, (each) => String.fromCharCode(each.charCodeAt(0) + 0xfee0))
const kanji = fc.string({ unit: fc.constantFrom(...'佐藤愛子林一郎高橋𠮷葛々'), minLength: 1, maxLength: 4 })
const latin = fc.stringMatching(/^[A-Z][a-zé'-]{0,8}$/)
const prefecture = fc.constantFrom(...PREFECTURES)
const place = prefecture.chain((name) =>
  fc.constantFrom(...municipalitiesOf(name)!.values()).map((city) => ({ name, city })),
)
const day = fc.date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
const cards = fc.tuple(digits(4), digits(4), digits(4), digits(4), fc.constantFrom('', ' ', '-', 'ー', '　'))
const phones = fc.tuple(
  fc.constantFrom('090', '03', '+81 90', '+1 415', '(03)'),
  digits(3),
  digits(4),
  fc.constantFrom('-', ' ', '.'),
)
const texts = fc.oneof(
  cards.map(([a, b, c, d, by]) => [a, b, c, d].join(by)),
  phones.map(([area, a, b, by]) => [area, a, b].join(by)),
  fc.emailAddress(),
  fc
    .tuple(fc.array(fc.oneof(kanji, latin), { minLength: 1, maxLength: 3 }), fc.constantFrom(' ', '　', '・'))
    .map(([parts, by]) => parts.join(by)),
  fc.ipV4(),
  fc.ipV6(),
  day.map((date) => date.toISOString()),
  day.map((date) => `${date.getUTCFullYear()}年${date.getUTCMonth() + 1}月${date.getUTCDate()}日`),
  place.map(({ name, city }) => `〒100-0001 ${name}${city}本町1-2-3`),
)
const strange = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({
    unit: fc.constantFrom(
      '\u0301',
      '\u200d',
      '\u3164',
      '\ud800',
      '\udc00',
      '👨‍👩‍👧',
      'ﾞ',
      ' ',
      '*',
      '@',
      '.',
      '1',
      '年',
      'a',
      '\u0600',
      '\r\n',
    ),
    maxLength: 40,
  }),
)
const strings = fc.oneof(
  texts,
  texts.map(wide),
  texts.map((text) => text.normalize('NFD')),
  strange,
  fc.tuple(texts, strange).map(([a, b]) => a + b),
)

const boom = () => {
  throw new Error('boom')
}
const traps = Object.fromEntries(Reflect.ownKeys(Reflect).map((trap) => [trap, boom]))
const revoked = Proxy.revocable({}, {})
revoked.revoke()
const hostile = [
  new Proxy({}, traps),
  new Proxy(new Date(), traps),
  revoked.proxy,
  { toString: boom, valueOf: boom, toJSON: boom, getTime: boom, [Symbol.toPrimitive]: boom },
  Object.assign(new Date(), { getTime: boom, toISOString: boom, toJSON: boom, valueOf: boom }),
  Object.create(null),
  Symbol('secret'),
  boom,
  class Secret {},
]
const anything = fc.oneof(
  strings,
  fc.double(),
  fc.integer(),
  fc.date(),
  fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withObjectString: true,
    withTypedArray: true,
  }),
)

describe('masks never reveal', () => {
  it('masks never reveal: total: no value makes a mask throw or changes its JSON type', () => {
    const law = (operator: OperatorDeclaration, value: unknown) => {
      const masked = maskFor(operator)(value)
      if (masked === undefined) return
      const type =
        value === null
          ? 'null'
          : Object.prototype.toString.call(value) === '[object Date]'
            ? 'string'
            : typeof value
      expect(masked === null ? 'null' : typeof masked).toBe(type)
      if (typeof masked === 'string') expect(masked).not.toMatch(/\p{Cs}/u)
      if (typeof masked === 'number') expect(Number.isFinite(masked) && !Object.is(masked, -0)).toBe(true)
    }
    check(operators, anything, law)
    // by number: fast-check looks into the values that it hands out
    check(operators, fc.nat(hostile.length - 1), (operator, number) => law(operator, hostile[number]))
  })

  it('masks never reveal: deterministic: one value is masked in one way', () => {
    check(operators, anything, (operator, value) => {
      const mask = maskFor(operator)
      expect(mask(value)).toBe(mask(value))
      expect(maskFor(operator)(value)).toBe(mask(value))
    })
  })

  it('masks never reveal: masking twice shows what masking once shows, or nothing', () => {
    check(fc.oneof(named, rounding), anything, (operator, value) => {
      fc.pre(operator !== 'hash')
      const once = maskFor(operator)(value)
      expect([once, FULL, undefined]).toContain(maskFor(operator)(once))
    })
    check(ends, strings, (operator, value) => {
      const mask = maskFor(operator)
      const [once, twice] = [mask(value), mask(mask(value))] as [string, string]
      expect(once.replaceAll('*', '')).toContain(twice.replaceAll('*', ''))
    })
  })

  it('masks never reveal: the whole value is never shown, save where nothing is to be hidden', () => {
    check(fc.oneof(named, ends), strings, (operator, value) => {
      const masked = maskFor(operator)(value) as string
      const hidesNothing =
        typeof operator === 'object'
          ? ['address', 'replace'].includes(operator.op)
          : ['address', 'ip', 'hash'].includes(operator)
      fc.pre(!hidesNothing && value !== FULL && value.trim() !== '' && !value.includes('*'))
      expect(masked.includes(value.trim())).toBe(false)
    })
  })

  it('masks never reveal: mask shows at most half of the characters, in a fixed length', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'abc佐藤愛'), maxLength: 30 })
    check(ends, letters, (operator, value) => {
      const masked = maskFor(operator)(value) as string
      const n = 'first' in operator ? operator.first : operator.last
      const shown = 'first' in operator ? value.slice(0, n) + FULL : FULL + value.slice(-n)
      expect(masked).toBe(value.length >= 2 * n ? shown : FULL)
    })
  })
})

describe('masks never reveal: what is shown depends on nothing that is hidden', () => {
  const same = (operator: OperatorDeclaration, one: unknown, other: unknown) => {
    expect(maskFor(operator)(one)).toBe(maskFor(operator)(other))
    expect(maskFor(operator)(one)).not.toBe(FULL)
    expect(maskFor(operator)(one)).toBeDefined()
  }

  it('masks never reveal: redact, my_number and replace hide all', () => {
    check(
      fc.constantFrom<OperatorDeclaration>('redact', 'my_number', { op: 'replace', with: '-' }),
      fc.tuple(strings, fc.oneof(strings, day)),
      (operator, [one, other]) => {
        expect(maskFor(operator)(one)).toBe(maskFor(operator)(other))
      },
    )
  })

  it('masks never reveal: mask hides the rest', () => {
    const hidden = fc
      .string({ unit: fc.constantFrom(...'01abあ藤 '), minLength: 4, maxLength: 20 })
      .filter((text) => text.replaceAll(' ', '').length >= 4)
    const shown = fc.string({ unit: fc.constantFrom(...'01ab佐'), minLength: 4, maxLength: 4 })
    check(shown, fc.tuple(hidden, hidden), (shown, [one, other]) => {
      same({ op: 'mask', last: 4 }, one + shown, other + shown)
      same({ op: 'mask', first: 4 }, shown + one, shown + other)
    })
  })

  it('masks never reveal: card hides all but the last 4', () => {
    const head = fc.integer({ min: 8, max: 15 }).chain(digits)
    check(digits(4), fc.tuple(head, head), (last, [one, other]) => same('card', one + last, other + last))
    const middle = fc.integer({ min: 5, max: 9 }).chain(digits)
    check(fc.tuple(digits(6), digits(4)), fc.tuple(middle, middle), ([first, last], [one, other]) =>
      same({ op: 'card', bin: true }, first + one + last, wide(first + other + last)),
    )
  })

  it('masks never reveal: email hides all of the local part but its first character', () => {
    const rest = fc.stringMatching(/^[b-z0-9+_]?[b-z0-9]{3}[b-z0-9.+_-]{0,20}$/)
    check(fc.constantFrom('a', '佐'), fc.tuple(rest, rest), (first, [one, other]) => {
      same('email', `${first}${one}@日本.jp`, `${first}${other}@日本.jp`)
    })
  })

  it('masks never reveal: phone hides all but the last 4, and the country', () => {
    const number = fc.oneof(
      digits(4).map((middle) => `090-${middle}-`),
      digits(4).map((middle) => `(03)${middle} `),
      digits(4).map((middle) => `＋81 90 ${middle} `),
      digits(2).map((middle) => `+1 415 2${middle} `),
    )
    check(digits(4), fc.tuple(number, number), (last, [one, other]) =>
      same('phone', one + last, other + last),
    )
  })

  it('masks never reveal: name hides all but the initials', () => {
    const rest = fc.oneof(fc.stringMatching(/^[a-zé]{1,10}$/), kanji)
    check(fc.constantFrom('A', '佐', 'ｱ'), fc.tuple(rest, rest, rest, rest), (initial, [a, b, c, d]) =>
      same('name', `${initial}${a} ${initial}${b}`, `${initial}${c}・${initial}${d}`),
    )
  })

  it('masks never reveal: ip hides what follows the network', () => {
    const group = fc.integer({ min: 0, max: 0xffff }).map((each) => each.toString(16))
    const rest = fc.array(group, { minLength: 5, maxLength: 5 }).map((groups) => groups.join(':'))
    const octet = fc.integer({ min: 0, max: 255 })
    check(fc.tuple(octet, octet, octet), fc.tuple(octet, octet), (network, [one, other]) => {
      same('ip', [...network, one].join('.'), [...network, other].join('.'))
      same('ip', `::ffff:${[...network, one].join('.')}`, `::ffff:${[...network, other].join('.')}`)
    })
    check(fc.tuple(group, group), fc.tuple(rest, rest), (network, [one, other]) => {
      same('ip', `2001:${network.join(':')}:${one}`, `2001:${network.join(':')}:${other}`)
    })
  })

  it('masks never reveal: dates hide what is finer than their year or month', () => {
    const within = fc.integer({ min: 1900, max: 2099 })
    const when = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
    check(within, fc.tuple(when, when), (year, [[m1, d1], [m2, d2]]) => {
      same('birth_date', `${year}年${m1}月${d1}日`, new Date(Date.UTC(year, m2 - 1, d2)))
      same({ op: 'generalize', to: 'year' }, `${year}/${m1}/${d1}`, `${d2}/${m2}/${year}`)
      same(
        { op: 'generalize', to: 'month' },
        `${year}-${m1}-${d1}`,
        new Date(Date.UTC(year, m1 - 1, d2, 23, 59)),
      )
    })
  })

  it('masks never reveal: generalize hides the place of a number between two multiples', () => {
    const part = fc.double({ min: 0, max: 0.999, noNaN: true })
    check(
      fc.tuple(fc.integer({ min: -1e6, max: 1e6 }), fc.constantFrom(0.5, 1, 10, 1000)),
      fc.tuple(part, part),
      ([times, to], [one, other]) => {
        const number = (part: number) => times * to + Math.round(part * to * 1024) / 1024
        fc.pre(number(one) < (times + 1) * to && number(other) < (times + 1) * to)
        same({ op: 'generalize', to }, number(one), number(other))
        expect(maskFor({ op: 'generalize', to })(number(one))).toBeCloseTo(times * to, 9)
      },
    )
  })

  it('masks never reveal: address shows an entry of the official list or nothing', () => {
    const english = 'Hokkaido Aomori Tokyo Osaka Kyoto'.split(' ')
    check(
      fc.oneof(
        strings,
        place.map(({ name, city }) => name + city),
      ),
      strings,
      (start, rest) => {
        const value = start + rest
        const prefecture = maskFor('address')(value) as string
        const city = maskFor({ op: 'address', to: 'city' })(value) as string
        expect(prefecture === FULL || PREFECTURES.includes(prefecture) || english.includes(prefecture)).toBe(
          true,
        )
        const inPrefecture = [...(municipalitiesOf(prefecture)?.values() ?? [])].map(
          (each) => prefecture + each,
        )
        expect([FULL, ...inPrefecture]).toContain(city)
      },
    )
    check(place, fc.tuple(strange, strange), ({ name, city }, [one, other]) => {
      same('address', name + city + one, name + city + other)
      same({ op: 'address', to: 'city' }, `${name}${city}1${one}`, `${name}${city}2${other}`)
    })
  })
})

describe('masks never reveal: what does not parse is fully masked', () => {
  it('masks never reveal: what does not parse is fully masked', () => {
    const nothing = fc.string({ unit: fc.constantFrom(...'#%{}<>"\\?;猫\u0007🐈'), maxLength: 60 })
    const parsed = fc.constantFrom<OperatorDeclaration>(
      'card',
      'email',
      'phone',
      'ip',
      'birth_date',
      'address',
      { op: 'address', to: 'city' },
      { op: 'generalize', to: 'month' },
      { op: 'generalize', to: 10 },
    )
    check(parsed, nothing, (operator, value) => expect(maskFor(operator)(value)).toBe(FULL))
    check(
      fc.constant<OperatorDeclaration>('name'),
      nothing.map((text) => `Aiko ${text}#`),
      (operator, value) => expect(maskFor(operator)(value)).toBe(FULL),
    )
  })
})

function check<A, B>(first: fc.Arbitrary<A>, second: fc.Arbitrary<B>, law: (a: A, b: B) => void): void {
  fc.assert(
    fc.property(first, second, (a, b) => void law(a, b)),
    { numRuns: 500 },
  )
}
