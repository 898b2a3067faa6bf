import { createHmac, hkdfSync } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPseudonyms, type Tenant } from '../../../src/core/record/pseudonym.js'

const secret = Uint8Array.from({ length: 32 }, (_, i) => 200 - i)
const text = fc.string({ unit: 'binary', maxLength: 300 })
const id = fc.oneof(text, fc.maxSafeInteger(), fc.bigInt(), fc.boolean())
const tenant = fc.oneof(
  fc.constant(undefined),
  fc.string({ minLength: 1 }).filter((name) => name[0] !== '\0'),
  fc.maxSafeInteger(),
)
const scope = fc.constantFrom('person', 'employee', 'actor', 'row:member')

describe('pseudonyms: laws', () => {
  it('equal the formula of the design, written by node:crypto', () => {
    const { ref, mask } = createPseudonyms({ current: 'k1', k1: secret })
    fc.assert(
      fc.property(id, scope, tenant, (who, where, of) => {
        expect(ref(who, where, of)).toBe(oracle('ref/v1', who, where, of))
        if (typeof who === 'string') expect(mask(who, where, of)).toBe(oracle('mask/v1', who, where, of))
      }),
    )
  })

  it('differ wherever type, id, scope, tenant or use differ', () => {
    const { ref, mask } = createPseudonyms({ current: 'k1', k1: secret })
    const ids = ['1', 1, 1n, 'true', true, 'e\u0301', '\u00e9', '', ' 1']
    const tenants = [undefined, '7', 7, 'a|b']
    const made = ids.flatMap((who) =>
      tenants.flatMap((of) => ['person', 'actor', 'b'].map((where) => ref(who, where, of))),
    )
    const masks = tenants.flatMap((of) => ['person', 'actor'].map((purpose) => mask('1', purpose, of)))
    expect(new Set([...made, ...masks]).size).toBe(made.length + masks.length)
  })

  it('stay the same however many others are made in between', () => {
    const { ref } = createPseudonyms({ current: 'k1', k1: secret })
    const first = [ref('m-1', 'person', 't'), ref(1, 'person', 't'), ref('m-1', 'actor')]
    for (let i = 0; i < 50_000; i++) ref(i, 'person', i % 100)
    expect([ref('m-1', 'person', 't'), ref(1, 'person', 't'), ref('m-1', 'actor')]).toEqual(first)
  })

  it('make ill-formed text well-formed before they hash', () => {
    const { ref } = createPseudonyms({ current: 'k1', k1: secret })
    expect(ref('a\ud800b', 'person')).toBe(ref('a\ufffdb', 'person'))
  })

  it('take ids of any length', () => {
    const { ref } = createPseudonyms({ current: 'k1', k1: secret })
    for (const who of [
      'x'.repeat(100_000),
      '名'.repeat(5000),
      10n ** 600n,
      'y'.repeat(254),
      'y'.repeat(255),
    ]) {
      expect(ref(who, 'person')).toBe(oracle('ref/v1', who, 'person', undefined))
    }
  })
})

function oracle(kind: string, who: string | number | bigint | boolean, scope: string, of: Tenant): string {
  const where = of === undefined ? '' : typeof of === 'number' ? `\0i${of}` : of
  const info = Buffer.concat([Buffer.from(kind), prefixed(where), prefixed(scope)])
  const key = Buffer.from(hkdfSync('sha256', secret, new Uint8Array(0), info, 32))
  const tag = { string: 's', number: 'i', bigint: 'n', boolean: 'b' }[typeof who as 'string']
  return `hmac:k1:${createHmac('sha256', key).update(`${tag}\0${who}`).digest('base64url').slice(0, 22)}`
}

function prefixed(text: string): Buffer {
  const bytes = Buffer.from(text)
  return Buffer.concat([Buffer.of(bytes.length >> 8, bytes.length & 0xff), bytes])
}
