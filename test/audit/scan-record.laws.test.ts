import * as fc from 'fast-check'
import { canonical } from 'purposebound/audit'
import { describe, expect, it } from 'vitest'
import { lineProblem } from '../../src/audit/line-problem.js'
import { RecordScanner } from '../../src/audit/scan-record.js'

const scanner = new RecordScanner()
/** Whether the reader takes `bytes`, wherever they stand. */
const accepts = (bytes: Uint8Array): boolean => {
  const buffer = Buffer.concat([Buffer.from('{"'), bytes, Buffer.from('}')])
  return scanner.scan(buffer, 2, 2 + bytes.length) === -1
}

/** The same, by other means: decode strictly, parse, and write it again. */
function isCanonical(bytes: Uint8Array): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && !Array.isArray(value) && canonical(value) === text
  } catch {
    return false
  }
}

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    '"',
    '\\',
    '\n',
    '\u0000',
    '\u001f',
    '\u007f',
    '\u2028',
    '\uFEFF',
    'é',
    '😀',
    '\uE000',
    'hash',
  ),
)
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 5, noNullPrototype: true }),
  ),
}))
const record = fc.dictionary(text, value, { maxKeys: 6, noNullPrototype: true })
const line = record.map((each) => Buffer.from(canonical(each)))

/** JSON that is written in every way but one: floats, nulls, escapes, spaces, doubled keys. */
const loose = fc
  .tuple(fc.json(), fc.json(), fc.constantFrom('', ' ', '\r', '\t', '\uFEFF'))
  .chain(([a, b, space]) =>
    fc.constantFrom(
      `${space}{"a":${a}}`,
      `{"a":${a},"a":${b}}`,
      `{"b":${a},"a":${b}}`,
      `{"a":${space}${a}}`,
      `{"a":${a}}${space}`,
      `{"a":{"b":${a},"b":${b}}}`,
      `{"\\u0061":${a}}`,
      a,
    ),
  )
  .map((each) => Buffer.from(each))

describe('T60: the reader of records, laws', () => {
  it('accepts all that `canonical` writes', () => {
    fc.assert(
      fc.property(line, (bytes) => {
        expect(accepts(bytes)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('accepts exactly the canonical text of objects, of whatever bytes', () => {
    const bytes = fc.oneof(
      loose,
      fc.uint8Array({ maxLength: 40 }),
      fc
        .string({ unit: fc.constantFrom(...'{}[]":,0123456789-.eE\\u truefalsn\n'), maxLength: 30 })
        .map(Buffer.from),
      // a few bytes changed, put in or taken out
      fc
        .tuple(
          line,
          fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }), fc.nat(2)), { maxLength: 3 }),
        )
        .map(([good, edits]) =>
          edits.reduce(
            (held, [at, byte, cut]) =>
              Buffer.concat([
                held.subarray(0, at % (held.length + 1)),
                cut === 2 ? Buffer.of() : Buffer.of(byte),
                held.subarray((at % (held.length + 1)) + (cut > 0 ? 1 : 0)),
              ]),
            good,
          ),
        ),
    )
    fc.assert(
      fc.property(bytes, (each) => {
        expect(accepts(each)).toBe(isCanonical(each))
        if (!isCanonical(each)) expect(lineProblem(Buffer.from(each)).code).toMatch(/^[a-z_0-9]+$/)
      }),
      { numRuns: 5000 },
    )
  })

  it.each<[string, string, boolean]>([
    ['keys in the order of UTF-16 units, where bytes are in another', '{"\u{10000}":1,"\uE000":2}', true],
    ['keys in the order of their bytes', '{"\uE000":2,"\u{10000}":1}', false],
    ['keys by what they say, not by how it is escaped', '{"\\n":1,"\\u001f":2," ":3}', true],
    ['a key that is the beginning of the next', '{"a":1,"aa":2}', true],
    ['a key that is the end of the one before', '{"aa":1,"a":2}', false],
    ['the empty key', '{"":1}', true],
    ['a key twice', '{"a":1,"a":1}', false],
    ['the largest safe integer', '{"a":9007199254740991}', true],
    ['one more', '{"a":9007199254740992}', false],
    ['one that rounds to a safe one', '{"a":9007199254740993}', false],
    ['the least safe integer', '{"a":-9007199254740991}', true],
    ['minus zero', '{"a":-0}', false],
    ['a leading zero', '{"a":01}', false],
    ['a float', '{"a":1.0}', false],
    ['an exponent', '{"a":1e3}', false],
    ['null', '{"a":null}', false],
    ['a slash that is escaped', '{"a":"\\/"}', false],
    ['a letter that is escaped', '{"a":"\\u0061"}', false],
    ['a control character in upper case', '{"a":"\\u001F"}', false],
    ['a control character', '{"a":"\\u001f"}', true],
    ['one that has a short escape', '{"a":"\\u000a"}', false],
    ['a line feed as it is', '{"a":"\n"}', false],
    ['a lone surrogate', '{"a":"\\ud800"}', false],
    ['a pair of surrogates, escaped', '{"a":"\\ud83d\\ude00"}', false],
    ['DEL and line separators as they are', '{"a":"\u007f\u2028"}', true],
    ['a byte order mark', '\uFEFF{"a":1}', false],
    ['a line end of Windows', '{"a":1}\r', false],
    ['a list', '[1]', false],
    ['text', '"a"', false],
    ['something behind', '{}{}', false],
    ['a comma at the end', '{"a":1,}', false],
    ['an end that is missing', '{"a":[1', false],
    ['nothing', '', false],
    ['a hundred levels', `{"a":${'['.repeat(99)}${']'.repeat(99)}}`, true],
    ['a million levels', `{"a":${'['.repeat(1e6)}`, false],
  ])('%s', (_, json, good) => {
    expect(accepts(Buffer.from(json))).toBe(good)
    if (json.length < 1e6) expect(isCanonical(Buffer.from(json))).toBe(good)
  })

  it.each<[string, Buffer]>([
    ['a surrogate in bytes', Buffer.from('7b2261223a22eda08022 7d'.replaceAll(' ', ''), 'hex')],
    ['an overlong slash', Buffer.from('7b2261223a22c0af227d', 'hex')],
    ['half a character', Buffer.from('7b2261223a22c3227d', 'hex')],
  ])('%s is no UTF-8', (_, bytes) => {
    expect(accepts(bytes)).toBe(false)
    expect(lineProblem(bytes).code).toBe('not_utf8')
  })
})
