import { type Checkpoint, openCheckpoint } from './checkpoint.js'
import { Found } from './problem.js'
import { keyIdOf } from './signer.js'

/** More than any note has: witnesses add a line each. */
export const LONGEST_NOTE = 64 * 1024
const FORM =
  /^([^\n]+)\n(?:0|[1-9]\d{0,15})\n([A-Za-z0-9+/]{43}=)\n\n((?:\u2014 [^\s+]+ [A-Za-z0-9+/]+={0,2}\n)+)$/
const BODY = /^([^\n]+)\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/]{43}=)\n/

/** A checkpoint that one of the keys of its log has signed. */
export interface SignedCheckpoint extends Checkpoint {
  /** The note, as it is published. */
  readonly note: string
}

/** @throws Found, saying why this is no checkpoint of `log` that one of `keys` has signed */
export function openNote(
  bytes: Uint8Array,
  file: string,
  log: string,
  keys: readonly Uint8Array[],
): SignedCheckpoint {
  const note = Buffer.from(bytes).toString('utf8')
  // what is no UTF-8 would pass as what it was replaced by
  if (!Buffer.from(note).equals(bytes)) throw new Found('checkpoint_invalid', { file })
  for (const key of keys) {
    const checkpoint = openCheckpoint(note, log, key)
    if (checkpoint) return { ...checkpoint, note }
  }
  const [, name, , lines] = FORM.exec(note) ?? []
  if (name === undefined || lines === undefined) throw new Found('checkpoint_invalid', { file })
  if (name !== log) throw new Found('checkpoint_of_another_log', { file })
  const ids = lines
    .split('\n')
    .filter((line) => line.startsWith(`\u2014 ${log} `))
    .map((line) => Buffer.from(line.slice(`\u2014 ${log} `.length), 'base64').toString('hex', 0, 4))
  if (ids.length === 0) throw new Found('signature_missing', { file })
  const known = keys.map((key) => keyIdOf(log, key).toString('hex'))
  throw new Found(ids.some((id) => known.includes(id)) ? 'signature_invalid' : 'key_unknown', { file })
}

/** What a checkpoint says of `log`, whoever has signed it: only for one that was kept where nobody else could write. */
export function bodyOf(text: string, log: string): Checkpoint | undefined {
  const [, name, size, root] = BODY.exec(text) ?? []
  if (name !== log || size === undefined || root === undefined) return undefined
  const bytes = Buffer.from(root, 'base64')
  if (bytes.toString('base64') !== root || !Number.isSafeInteger(Number(size))) return undefined
  return { log, size: Number(size), root: bytes }
}
