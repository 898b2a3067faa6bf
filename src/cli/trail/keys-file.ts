import { readFileSync } from 'node:fs'
import { isPurposeboundError, type Keys, pseudonyms, type Refs } from '../../index.js'
import { Failure } from '../failure.js'
import { assertReadable } from '../readable.js'

interface SaltEntry {
  readonly tenant?: unknown
  readonly scope?: unknown
  readonly salt?: unknown
}

/**
 * The pseudonyms under the keys of a file: `{ "current": "k1", "k1": "<hex or base64>", "salts": [{ "tenant", "scope",
 * "salt" }] }`. What it holds is repeated nowhere.
 *
 * @throws Failure
 */
export function readKeys(file: unknown): Refs {
  if (typeof file !== 'string')
    throw new Failure({
      message: 'pseudonyms cannot be inverted: name the keys that they were made with',
      hint: '`--keys keys.json`, which holds `{ "current": "k1", "k1": "<32 bytes in hex or base64>" }`',
    })
  assertReadable(file)
  const { salts, ...secrets } = objectIn(file)
  const keys: { [id: string]: unknown } = {}
  for (const [id, value] of Object.entries(secrets)) keys[id] = id === 'current' ? value : bytesOf(value)
  if (salts !== undefined) keys['salt'] = saltsOf(file, salts)
  try {
    return pseudonyms(keys as Keys)
  } catch (error) {
    throw failureOf(file, error)
  }
}

/** Does what needs salts. @throws Failure where one is missing: then its past cannot be linked */
export function withSalts<T>(file: unknown, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof Failure) throw error
    throw failureOf(String(file), error)
  }
}

function failureOf(file: string, error: unknown): Failure {
  if (!isPurposeboundError(error)) return new Failure({ file, message: 'the keys cannot be used' })
  return new Failure({
    file,
    message: error.message.split('\n')[0] as string,
    hint: 'where a salt was forgotten, the past of its people can be linked by nobody',
  })
}

function objectIn(file: string): { readonly [key: string]: unknown } {
  try {
    const data: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof data === 'object' && data !== null && !Array.isArray(data)) return { ...data }
  } catch {
    // what the parser says quotes the file
  }
  throw new Failure({ file, message: 'these are no keys in JSON', hint: '`{ "current": "k1", "k1": "…" }`' })
}

function saltsOf(file: string, given: unknown): Keys['salt'] {
  const entries = Array.isArray(given) ? (given as readonly SaltEntry[]) : undefined
  const bytes = entries?.map((entry) => ({ ...Object(entry), bytes: bytesOf(Object(entry).salt) }))
  if (!bytes?.every(({ scope, bytes }) => typeof scope === 'string' && bytes !== undefined))
    throw new Failure({ file, message: '`salts` is a list of `{ "tenant", "scope", "salt" }`' })
  return (tenant, scope) => {
    const found = bytes.find((each) => each.tenant === tenant && each.scope === scope)
    if (!found?.bytes) throw new Error('forgotten')
    return found.bytes
  }
}

/** Hex before base64: 64 digits are 32 bytes. */
function bytesOf(text: unknown): Uint8Array | undefined {
  if (typeof text !== 'string') return undefined
  if (text === '') return new Uint8Array(0)
  if (/^([0-9a-f]{2})+$/i.test(text)) return new Uint8Array(Buffer.from(text, 'hex'))
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(text) ? new Uint8Array(Buffer.from(text, 'base64')) : undefined
}
