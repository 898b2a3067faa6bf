import { hkdf } from '@noble/hashes/hkdf.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { type Person, personKey } from '../catalog/person.js'
import { PurposeboundError } from '../errors.js'
import type { CheckedKeys } from '../record/keys.js'

/** The version that what is known of a person must have reached; 0 where nothing is asked. */
export type AtLeast = (person: Person) => number

const MAX_TOKENS = 100
// nonce, then who and version under a key stream, then the tag that nobody else can make: 48 bytes, 64 characters
const NONCE = 12
const WHO = 16
const TAG = 36
const FORM = /^c1\.([a-z][A-Za-z0-9_]{0,19})\.([A-Za-z0-9_-]{64})$/

interface TokenKeys {
  readonly who: Uint8Array
  readonly seal: Uint8Array
}

const derived = new WeakMap<Uint8Array, TokenKeys>()
const utf8 = new TextEncoder()

/** A token that names a person and a version to this gate, and to those that share its keys; to others it is noise. */
export function issueToken(keys: CheckedKeys, person: Person, version: number): string {
  const { who, seal } = keysOf(keys.secret)
  const bytes = new Uint8Array(48)
  bytes.set(crypto.getRandomValues(new Uint8Array(NONCE)))
  bytes.set(nameOf(who, person), NONCE)
  new DataView(bytes.buffer).setFloat64(NONCE + WHO, version)
  stream(seal, bytes)
  bytes.set(tagOf(seal, bytes), TAG)
  const text = btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
  return `c1.${keys.current}.${text}`
}

/** What one token, or a list of them, asks for. @throws PurposeboundError `input_invalid` for any that no such gate gave */
export function readTokens(keys: CheckedKeys, given: unknown): AtLeast | undefined {
  if (given === undefined) return undefined
  const tokens: readonly unknown[] = Array.isArray(given) ? Array.from(given as unknown[]) : [given]
  if (tokens.length > MAX_TOKENS) throw refused()
  if (tokens.length === 0) return undefined
  const asked = new Map<TokenKeys, Map<string, number>>()
  for (const token of tokens) {
    const { key, who, version } = readToken(keys, token)
    const versions = asked.get(key) ?? new Map<string, number>()
    asked.set(key, versions.set(who, Math.max(version, versions.get(who) ?? 0)))
  }
  return (person) => {
    let least = 0
    for (const [key, versions] of asked)
      least = Math.max(least, versions.get(String(nameOf(key.who, person))) ?? 0)
    return least
  }
}

function readToken(keys: CheckedKeys, token: unknown) {
  const [, id = '', text = ''] = (typeof token === 'string' && FORM.exec(token)) || []
  const secret = id === keys.current ? keys.secret : keys.former.get(id)
  if (secret === undefined) throw refused()
  const key = keysOf(secret)
  const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) =>
    char.charCodeAt(0),
  )
  let differs = 0
  tagOf(key.seal, bytes).forEach((byte, i) => {
    differs |= byte ^ bytes[TAG + i]!
  })
  if (differs !== 0) throw refused()
  stream(key.seal, bytes)
  const version = new DataView(bytes.buffer).getFloat64(NONCE + WHO)
  return { key, who: String(bytes.subarray(NONCE, NONCE + WHO)), version }
}

function keysOf(secret: Uint8Array): TokenKeys {
  const known = derived.get(secret)
  if (known) return known
  const bytes = hkdf(sha256, secret, undefined, utf8.encode('consent-token/v1'), 64)
  const keys = { who: bytes.slice(0, 32), seal: bytes.slice(32) }
  derived.set(secret, keys)
  return keys
}

function nameOf(key: Uint8Array, person: Person): Uint8Array {
  // lone surrogates would meet in UTF-8: code units do not
  const text = personKey(person)
  const units = Uint8Array.from(
    { length: text.length * 2 },
    (_, i) => text.charCodeAt(i >> 1) >>> ((i & 1) * 8),
  )
  return hmac(sha256, key, units).subarray(0, WHO)
}

/** Hides who and version under the key stream of the nonce, and shows them again. */
function stream(key: Uint8Array, bytes: Uint8Array): void {
  const pad = hmac(sha256, key, Uint8Array.of(0, ...bytes.subarray(0, NONCE)))
  for (let i = NONCE; i < TAG; i++) bytes[i] = bytes[i]! ^ pad[i - NONCE]!
}

function tagOf(key: Uint8Array, bytes: Uint8Array): Uint8Array {
  return hmac(sha256, key, Uint8Array.of(1, ...bytes.subarray(0, TAG))).subarray(0, 48 - TAG)
}

function refused(): PurposeboundError {
  return new PurposeboundError(
    'input_invalid',
    '`atLeast` is a token that a gate with these keys gave, or a list',
  )
}
