import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { PurposeboundError } from '../index.js'

/** Signs checkpoints by Ed25519 (RFC 8032). An interface, so that the key may live in a KMS. */
export interface Signer {
  /** 32 bytes. */
  readonly publicKey: Uint8Array
  /** The 64 bytes of the signature over exactly `bytes`. */
  sign(bytes: Uint8Array): Uint8Array | PromiseLike<Uint8Array>
}

// RFC 8410: what DER puts before the 32 bytes of a key
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')
const SPKI = Buffer.from('302a300506032b6570032100', 'hex')

/**
 * A signer whose key is at hand.
 *
 * @param seed the private key, 32 bytes, from your secret store
 * @throws PurposeboundError `config_invalid`
 * @example
 * ```ts
 * const signer = ed25519Signer(crypto.getRandomValues(new Uint8Array(32)))
 * verifierKey('shop/audit', signer.publicKey)   // 'shop/audit+1aba2dd2+AepKb…': what an auditor is given
 * ```
 */
export function ed25519Signer(seed: Uint8Array): Signer {
  if (!(seed instanceof Uint8Array) || seed.length !== 32)
    throw new PurposeboundError('config_invalid', '`ed25519Signer` takes a private key of 32 bytes')
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(SPKI.length)
  return { publicKey: new Uint8Array(publicKey), sign: (bytes) => sign(null, bytes, key) }
}

/** Whether `signature` is by the owner of `publicKey` over exactly `bytes`. */
export function isSigned(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean {
  const key = createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: 'der', type: 'spki' })
  return verify(null, bytes, key, signature)
}

/** C2SP signed note: the first four bytes of SHA-256(name, line feed, 0x01, public key). */
export function keyIdOf(log: string, publicKey: Uint8Array): Buffer {
  return createHash('sha256').update(`${log}\n\u0001`).update(publicKey).digest().subarray(0, 4)
}
