import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { type Id, isTenant, type Person } from '../catalog/person.js'
import { PurposeboundError } from '../errors.js'
import { type HmacKey, hmac, hmacKey } from './hmac.js'
import { checkKeys, isBytes, type Keys } from './keys.js'
import { createFamily, type Derived } from './pseudonym-cache.js'
import { start } from './sha256.js'

/** The tenant of a row, where it has one. */
export type Tenant = string | number | undefined

/** Makes the names that people and values bear where their own may not stand. */
export interface Pseudonyms {
  /** A person, actor or row in the audit trail: the same within tenant and scope, unlinkable across them. */
  ref(id: Id | boolean, scope: string, tenant?: string | number): string
  /** Of many people: their keys are derived now, the names are made when asked for, each person once. */
  refs(people: readonly Person[]): () => readonly string[]
  /** How long a name is. */
  readonly length: number
  /** A value in a view (`hash`, pseudonymous keys): the same within tenant and purpose, unlinkable across them. */
  mask(value: string, purpose: string, tenant?: string | number): string
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const CODES = Array.from(ALPHABET, (char) => char.charCodeAt(0))
const LENGTH = 22
const LONGEST_CACHED = 128

const utf8 = new TextEncoder()
const message = new Uint8Array(256)
const digest = start()

/**
 * `hmac:<keyId>:` and 22 characters (132 bits) of HMAC-SHA-256 under a key derived for tenant and scope.
 *
 * The secrets are copied: the caller may overwrite its own.
 */
export function createPseudonyms(keys: Keys): Pseudonyms {
  const { current, secret, salt } = checkKeys(keys)
  const people = createFamily((scope, tenant) => derive('ref/v1', scope, tenant, scope))
  const values = createFamily((purpose, tenant) => derive('mask/v1', purpose, tenant, `mask:${purpose}`))
  const keyOf = ({ population, tenant }: Person): Derived => people.get(population, tenant)
  const prefix = Array.from(`hmac:${current}:`, (char) => char.charCodeAt(0))
  const text = [...prefix, ...Array<number>(LENGTH).fill(0)]

  return {
    ref: (id, scope, tenant) => of(people.get(scope, tenant), id),
    refs(all) {
      const keys = runsOf(all, keyOf)
      return () => [...new Set(all.map((person, at) => of(keys(at), person.id)))]
    },
    length: prefix.length + LENGTH,
    mask: (value, purpose, tenant) => of(values.get(purpose, tenant), value),
  }

  function of(derived: Derived, id: Id | boolean): string {
    const known = derived.made.get(id)
    if (known !== undefined) return known
    const made = derived.older?.get(id) ?? compute(derived.key, id)
    if (typeof id !== 'string' || id.length <= LONGEST_CACHED) derived.keep(id, made)
    return made
  }

  function compute(key: HmacKey, id: Id | boolean): string {
    digestOf(key, id)
    for (let i = 0; i < LENGTH; i++) text[prefix.length + i] = CODES[sixBits(i * 6)]!
    return String.fromCharCode.apply(null, text)
  }

  function derive(kind: string, scope: string, tenant: Tenant, salted: string): HmacKey {
    if (tenant !== undefined && !isTenant(tenant))
      throw new PurposeboundError('input_invalid', 'not a tenant')
    if (typeof scope !== 'string' || scope === '') throw new PurposeboundError('input_invalid', 'not a scope')
    // a tenant in text cannot begin with \0, so 7 and '7' stay two tenants
    const where = typeof tenant === 'number' ? `\0i${tenant}` : (tenant ?? '')
    const info = [...utf8.encode(kind), ...prefixed(where), ...prefixed(scope)]
    return hmacKey(hkdf(sha256, secret, saltOf(tenant, salted), Uint8Array.from(info), 32))
  }

  function saltOf(tenant: Tenant, scope: string): Uint8Array {
    if (salt === undefined) return new Uint8Array(0)
    let given: unknown
    try {
      given = salt(tenant, scope)
    } catch {
      throw new PurposeboundError('config_invalid', '`keys.salt` failed')
    }
    if (isBytes(given) && (given.length === 0 || (given.length >= 16 && given.length <= 64))) return given
    throw new PurposeboundError('config_invalid', '`keys.salt` must give 16 to 64 bytes, or none')
  }
}

/** The keys of people, of whom neighbours mostly share one: asked for by place, in order. */
function runsOf(all: readonly Person[], keyOf: (person: Person) => Derived): (at: number) => Derived {
  const runs: { readonly from: number; readonly key: Derived }[] = []
  let last: Person | undefined
  for (let at = 0; at < all.length; at++) {
    const person = all[at] as Person
    if (!last || last.population !== person.population || last.tenant !== person.tenant)
      runs.push({ from: at, key: keyOf(person) })
    last = person
  }
  return (at) => (runs.findLast(({ from }) => from <= at) as { readonly key: Derived }).key
}

/** HMAC of tag || 0x00 || utf8(id), into `digest`. */
function digestOf(key: HmacKey, id: Id | boolean): void {
  const text = textOf(id)
  const tag = tagOf(id)
  const length = text.length + 2
  if (length <= message.length && isAscii(text)) {
    message[0] = tag.charCodeAt(0)
    message[1] = 0
    for (let i = 2; i < length; i++) message[i] = text.charCodeAt(i - 2)
    hmac(key, message, length, digest)
  } else {
    // a lone surrogate becomes U+FFFD, as everywhere in the log
    const bytes = utf8.encode(`${tag}\0${text}`)
    hmac(key, bytes, bytes.length, digest)
  }
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) >= 0x80) return false
  return true
}

function tagOf(id: Id | boolean): 's' | 'n' | 'i' | 'b' {
  if (typeof id === 'string') return 's'
  if (typeof id === 'bigint') return 'n'
  return typeof id === 'number' ? 'i' : 'b'
}

function textOf(id: unknown): string {
  if (typeof id === 'string') return id
  if (typeof id === 'bigint' || typeof id === 'boolean' || Number.isSafeInteger(id)) return String(id)
  throw new PurposeboundError('input_invalid', 'not an id')
}

/** The six bits of `digest` that begin at `bit`. */
function sixBits(bit: number): number {
  const word = digest[bit >>> 5]!
  const offset = bit & 31
  if (offset <= 26) return (word >>> (26 - offset)) & 63
  return ((word << (offset - 26)) | (digest[(bit >>> 5) + 1]! >>> (58 - offset))) & 63
}

/** u16be(byte length) || utf8(text) */
function prefixed(text: string): readonly number[] {
  const bytes = utf8.encode(text)
  if (bytes.length > 0xffff) throw new PurposeboundError('input_invalid', 'a tenant or scope is too long')
  return [bytes.length >>> 8, bytes.length & 0xff, ...bytes]
}
