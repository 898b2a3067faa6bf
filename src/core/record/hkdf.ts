import { hmac, hmacKey } from './hmac.js'
import { start } from './sha256.js'

/** HKDF-SHA-256 (RFC 5869) of 32 bytes: one round of expansion. `salt` has at most 64 bytes; empty is none. */
export function hkdf(secret: Uint8Array, salt: Uint8Array, info: Uint8Array): Uint8Array {
  const pseudorandom = mac(salt, secret)
  const round = new Uint8Array(info.length + 1)
  round.set(info)
  round[info.length] = 1
  return mac(pseudorandom, round)
}

function mac(key: Uint8Array, message: Uint8Array): Uint8Array {
  const words = start()
  hmac(hmacKey(key), message, message.length, words)
  const bytes = new Uint8Array(32)
  const view = new DataView(bytes.buffer)
  words.forEach((word, i) => {
    view.setInt32(i * 4, word)
  })
  return bytes
}
