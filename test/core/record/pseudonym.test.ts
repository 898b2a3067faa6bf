import { describe, expect, it } from 'vitest'
import { isPurposeboundError } from '../../../src/core/errors.js'
import { randomKeys } from '../../../src/core/record/keys.js'
import { createPseudonyms } from '../../../src/core/record/pseudonym.js'

const K1 = Uint8Array.from({ length: 32 }, (_, i) => i + 1)

describe('createPseudonyms', () => {
  it('gives the pseudonyms that are in logs already', () => {
    // computed by Python's hmac from the formula of the design: they may never change
    const { ref, mask } = createPseudonyms({ current: 'k1', k1: K1 })
    expect(ref('m-1', 'person')).toBe('hmac:k1:mZEgk_YIudK9nLsRro2ahp')
    expect(ref(3, 'employee', 7)).toBe('hmac:k1:HnYI7XIHRi9aRhpttT_l0o')
    expect(ref('名', 'row:member', 'acme')).toBe('hmac:k1:iDq05lHbOBEP-SYi3Xrckd')
    expect(ref(12n, 'actor')).toBe('hmac:k1:SjS7yUDj38BR2GAcJsaX_O')
    expect(ref(true, 'actor')).toBe('hmac:k1:V-LZi7Z9up0u8_fNcF-IhV')
    expect(mask('aiko@example.com', 'support')).toBe('hmac:k1:QyGEg0U_Oq0PFjCpf45gJi')
  })

  it('salts by tenant and scope', () => {
    const asked: unknown[] = []
    const salt = (tenant: unknown, scope: string): Uint8Array => {
      asked.push([tenant, scope])
      return new Uint8Array(32).fill(9)
    }
    const { ref, mask } = createPseudonyms({ current: 'k1', k1: K1, salt })
    expect(ref('m-1', 'person')).toBe('hmac:k1:Qhw4c6MA4Vt0t7nXUNsFRW')
    expect(ref('m-2', 'person')).not.toBe(ref('m-1', 'person'))
    mask('x', 'support', 7)
    expect(asked).toEqual([
      [undefined, 'person'],
      [7, 'mask:support'],
    ])
  })

  it('uses the current key and keeps a copy of it', () => {
    const k2 = Uint8Array.from(K1, (byte) => byte + 1)
    const pseudonyms = createPseudonyms({ current: 'k2', k1: K1, k2 })
    const before = pseudonyms.ref('m-1', 'person')
    k2.fill(0)
    const again = createPseudonyms({ current: 'k2', k2: Uint8Array.from(K1, (byte) => byte + 1) })
    expect(pseudonyms.ref('m-1', 'staff')).toBe(again.ref('m-1', 'staff'))
    expect(again.ref('m-1', 'person')).toBe(before)
    expect(before).toMatch(/^hmac:k2:/)
  })

  it('makes random keys that differ each time', () => {
    const [a, b] = [randomKeys(), randomKeys()].map((keys) => createPseudonyms(keys).ref('m-1', 'person'))
    expect(a).toMatch(/^hmac:k1:[A-Za-z0-9_-]{22}$/)
    expect(a).not.toBe(b)
  })

  const bad: readonly (readonly [string, unknown])[] = [
    ['nothing', undefined],
    ['no current', { k1: K1 }],
    ['a current that is missing', { current: 'k2', k1: K1 }],
    ['a current that every object has', { current: 'constructor' }],
    ['a current that is reserved', { current: 'salt', salt: () => K1 }],
    ['an upper-case id', { current: 'K1', K1 }],
    ['an id that breaks the form of a pseudonym', { current: 'k1', k1: K1, 'k:2': K1 }],
    ['an id too long', { current: 'k'.repeat(21), ['k'.repeat(21)]: K1 }],
    ['an empty key', { current: 'k1', k1: new Uint8Array(0) }],
    ['a short key', { current: 'k1', k1: K1.slice(1) }],
    ['a key never filled', { current: 'k1', k1: new Uint8Array(32) }],
    ['a key as text', { current: 'k1', k1: 'cat-and-dog-and-cat-and-dog-and-cat' }],
    ['a key of another width', { current: 'k1', k1: new Uint16Array(32).fill(7) }],
    ['a bad key that is not in use', { current: 'k1', k1: K1, k0: new Uint8Array(3) }],
    ['a salt that is no function', { current: 'k1', k1: K1, salt: K1 }],
  ]
  it.each(bad)('refuses %s, without telling a secret', (_, keys) => {
    const error = thrown(() => createPseudonyms(keys as never))
    expect(isPurposeboundError(error) && error.code).toBe('config_invalid')
    expect(String((error as Error).message)).not.toMatch(/cat-and-dog|,\d/)
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('secret 42')
      },
    ],
    ['gives a promise', () => Promise.resolve(K1)],
    ['gives nothing', () => undefined],
    ['gives too little', () => K1.slice(0, 8)],
  ])('refuses to name anybody when the salt %s', (_, salt) => {
    const { ref } = createPseudonyms({ current: 'k1', k1: K1, salt: salt as never })
    const error = thrown(() => ref('m-1', 'person')) as Error & { code: string }
    expect(error.code).toBe('config_invalid')
    expect(error.message).not.toContain('42')
  })

  it.each([undefined, null, {}, [], 1.5, Number.NaN, 2 ** 60, Symbol('x'), () => 1])(
    'refuses %s as an id',
    (id) => {
      const { ref } = createPseudonyms({ current: 'k1', k1: K1 })
      expect((thrown(() => ref(id as never, 'person')) as { code: string }).code).toBe('input_invalid')
    },
  )

  it.each(['', '\0i7', 1.5, null, {}])('refuses %j as a tenant', (tenant) => {
    const { ref } = createPseudonyms({ current: 'k1', k1: K1 })
    expect((thrown(() => ref('m-1', 'person', tenant as never)) as { code: string }).code).toBe(
      'input_invalid',
    )
  })
})

function thrown(fn: () => unknown): unknown {
  try {
    fn()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}
