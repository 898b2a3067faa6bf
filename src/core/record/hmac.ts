import { compress, start, type Words } from './sha256.js'

/** A key made ready: the two states of SHA-256 behind its pads. */
export interface HmacKey {
  readonly inner: Words
  readonly outer: Words
}

const block = new Uint8Array(64)
const scratch = start()
const bytes = new Uint8Array(64)

/** Prepares a key of at most 64 bytes. */
export function hmacKey(key: Uint8Array): HmacKey {
  return { inner: pad(key, 0x36), outer: pad(key, 0x5c) }
}

/**
 * HMAC-SHA-256 of the first `length` bytes of `message`, into the eight words of `out`.
 *
 * A message of up to 55 bytes costs two compressions.
 */
export function hmac(key: HmacKey, message: Uint8Array, length: number, out: Words): void {
  scratch.set(key.inner)
  let at = 0
  for (; length - at >= 64; at += 64) compress(scratch, message, at)
  const rest = length - at
  for (let i = 0; i < rest; i++) block[i] = message[at + i]!
  finish(scratch, rest, 64 + length)

  for (let i = 0; i < 8; i++) {
    const word = scratch[i]!
    block[i * 4] = word >>> 24
    block[i * 4 + 1] = word >>> 16
    block[i * 4 + 2] = word >>> 8
    block[i * 4 + 3] = word
  }
  out.set(key.outer)
  finish(out, 32, 96)
}

/** Pads what stands in `block` up to `rest` and folds it in; `total` bytes were hashed in all. */
function finish(state: Words, rest: number, total: number): void {
  block[rest] = 0x80
  block.fill(0, rest + 1)
  if (rest >= 56) {
    compress(state, block, 0)
    block.fill(0)
  }
  // the length in bits as two big-endian words; a string is shorter than 2^50 bytes
  const high = Math.floor(total / 0x20000000)
  const low = total << 3
  for (let i = 0; i < 4; i++) {
    block[56 + i] = high >>> (24 - 8 * i)
    block[60 + i] = low >>> (24 - 8 * i)
  }
  compress(state, block, 0)
}

function pad(key: Uint8Array, by: number): Words {
  for (let i = 0; i < 64; i++) bytes[i] = (key[i] ?? 0) ^ by
  const state = start()
  compress(state, bytes, 0)
  bytes.fill(0)
  return state
}
