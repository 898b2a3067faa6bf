import { createHash, createHmac } from 'node:crypto'
import { hmac as nobleHmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hmac, hmacKey } from '../../../src/core/record/hmac.js'
import { compress, start } from '../../../src/core/record/sha256.js'

describe('hmac: laws', () => {
  it('equals noble and node:crypto at every length from 0 to 300', () => {
    for (let length = 0; length <= 300; length++) {
      const message = Uint8Array.from({ length }, (_, i) => (i * 31 + length) & 0xff)
      expect(mac(KEY, message), `${length}`).toBe(nodeMac(KEY, message))
      expect(hex(nobleHmac(sha256, KEY, message)), `${length}`).toBe(nodeMac(KEY, message))
    }
  })

  it('equals noble for any key of up to 64 bytes and any message', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.uint8Array({ maxLength: 2000 }), (key, message) => {
        expect(mac(key, message)).toBe(hex(nobleHmac(sha256, key, message)))
      }),
    )
  })

  it('reads no further than it is told', () => {
    const padded = Uint8Array.of(1, 2, 3, 99, 99, 99)
    const words = start()
    hmac(hmacKey(KEY), padded, 3, words)
    expect(hexOf(words)).toBe(nodeMac(KEY, padded.subarray(0, 3)))
  })

  it('hashes the standard example "abc" (FIPS 180-4)', () => {
    const block = new Uint8Array(64)
    block.set([0x61, 0x62, 0x63, 0x80])
    block[63] = 24
    const words = start()
    compress(words, block, 0)
    expect(hexOf(words)).toBe(createHash('sha256').update('abc').digest('hex'))
  })
})

const KEY = Uint8Array.from({ length: 32 }, (_, i) => i * 7 + 1)
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const hexOf = (words: Int32Array): string =>
  [...words].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
const nodeMac = (key: Uint8Array, message: Uint8Array): string =>
  createHmac('sha256', key).update(message).digest('hex')

function mac(key: Uint8Array, message: Uint8Array): string {
  const words = start()
  hmac(hmacKey(key), message, message.length, words)
  return hexOf(words)
}
