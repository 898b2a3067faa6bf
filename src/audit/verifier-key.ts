import { PurposeboundError } from '../index.js'
import { keyIdOf } from './signer.js'

const ED25519 = 1

/**
 * The key of a log as an auditor is given it (C2SP `vkey`): `<log>+<key id, 8 hex digits>+<base64>`.
 *
 * @example
 * ```ts
 * verifierKey('shop/audit', signer.publicKey)
 * ```
 */
export function verifierKey(log: string, publicKey: Uint8Array): string {
  const id = keyIdOf(assertLogName(log), publicKey).toString('hex')
  return `${log}+${id}+${Buffer.concat([Buffer.of(ED25519), publicKey]).toString('base64')}`
}

/**
 * The public key that `vkey` holds for `log`, 32 bytes.
 *
 * @throws PurposeboundError `config_invalid` for a key of another log, another kind, or with another id than its own
 */
export function publicKeyOf(log: string, vkey: string): Uint8Array {
  const [, name, id, base64] = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/.exec(vkey) ?? []
  const bytes = Buffer.from(base64 ?? '', 'base64')
  if (
    name !== log ||
    bytes.length !== 33 ||
    bytes[0] !== ED25519 ||
    vkey !== verifierKey(log, bytes.subarray(1))
  )
    throw new PurposeboundError(
      'config_invalid',
      `the key is no Ed25519 verifier key of the log; it begins with the log's name and \`+${id ?? ''}\``,
    )
  return new Uint8Array(bytes.subarray(1))
}

/** @throws PurposeboundError `config_invalid` for a name that a signed note cannot bear: empty, with a space, a plus or a control character */
export function assertLogName(log: unknown): string {
  if (typeof log === 'string' && log.isWellFormed() && /^[^+\s\p{Cc}\p{Zl}\p{Zp}]{1,200}$/u.test(log))
    return log
  throw new PurposeboundError(
    'config_invalid',
    'the name of a log is text without spaces and `+`, such as `shop.example/audit`',
  )
}
