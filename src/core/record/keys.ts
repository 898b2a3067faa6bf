import { PurposeboundError } from '../errors.js'

/** Gives the salt of one tenant and scope: 16 to 64 bytes that you keep, or none (empty). Forget it, and its link to people is gone. */
export type Salt = (tenant: string | number | undefined, scope: string) => Uint8Array

/**
 * The secrets behind every pseudonym: at least 32 random bytes a key, `current` names the one in use.
 *
 * @example
 * ```ts
 * const keys = { current: 'k2', k1: lastYear, k2: thisYear }
 * ```
 */
export interface Keys {
  readonly current: string
  readonly salt?: Salt
  readonly [keyId: string]: Uint8Array | string | Salt | undefined
}

/** Keys that were checked, with a copy of each secret. */
export interface CheckedKeys {
  readonly current: string
  readonly secret: Uint8Array
  /** Those of earlier times, by their ids. */
  readonly former: ReadonlyMap<string, Uint8Array>
  readonly salt: Salt | undefined
}

const KEY_ID = /^[a-z][A-Za-z0-9_]{0,19}$/
const RESERVED = ['current', 'salt']

/** Keys for one process: its pseudonyms can never be joined with those of another run. */
export function randomKeys(): Keys {
  return { current: 'k1', k1: crypto.getRandomValues(new Uint8Array(32)) }
}

/** Checks every key, also those not in use; says which is wrong, never what it holds. */
export function checkKeys(keys: unknown): CheckedKeys {
  if (typeof keys !== 'object' || keys === null)
    throw refused('`keys` must be `{ current, <id>: <32 bytes> }`')
  const { current, salt, ...secrets } = keys as Record<string, unknown>
  if (typeof current !== 'string' || !KEY_ID.test(current) || RESERVED.includes(current)) {
    throw refused('`keys.current` must name a key, such as `k1`')
  }
  if (salt !== undefined && typeof salt !== 'function') throw refused('`keys.salt` must be a function')

  const former = new Map<string, Uint8Array>()
  for (const [id, secret] of Object.entries(secrets)) {
    if (!KEY_ID.test(id)) throw refused('a name in `keys` must match `[a-z][A-Za-z0-9_]*`')
    if (!isBytes(secret)) throw refused(`\`keys.${id}\` must be a Uint8Array`)
    if (secret.length < 32) throw refused(`\`keys.${id}\` has ${secret.length} bytes, at least 32 are needed`)
    if (secret.every((byte) => byte === 0)) throw refused(`\`keys.${id}\` is all zeros`)
    if (id !== current) former.set(id, Uint8Array.from(secret))
  }
  const secret = Object.hasOwn(secrets, current) ? secrets[current] : undefined
  if (!isBytes(secret)) throw refused(`\`keys.current\` names \`${current}\`, which is missing`)
  return { current, secret: Uint8Array.from(secret), former, salt: salt as Salt | undefined }
}

/** Also of another realm, where `instanceof` fails. */
export function isBytes(value: unknown): value is Uint8Array {
  return ArrayBuffer.isView(value) && Object.prototype.toString.call(value) === '[object Uint8Array]'
}

function refused(detail: string): PurposeboundError {
  return new PurposeboundError('config_invalid', detail)
}
