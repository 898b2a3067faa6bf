import { isSigned, keyIdOf, type Signer } from './signer.js'

/** What a log commits to: the root of the tree of its first `size` records. */
export interface Checkpoint {
  readonly log: string
  readonly size: number
  /** 32 bytes. */
  readonly root: Uint8Array
}

/** Signs a checkpoint as a C2SP signed note. */
export async function signCheckpoint(checkpoint: Checkpoint, signer: Signer): Promise<string> {
  const text = textOf(checkpoint)
  const signature = await signer.sign(Buffer.from(text))
  const line = Buffer.concat([keyIdOf(checkpoint.log, signer.publicKey), signature]).toString('base64')
  return `${text}\n\u2014 ${checkpoint.log} ${line}\n`
}

/**
 * The checkpoint of `log` that `note` holds, if exactly the owner of `publicKey` has signed it; undefined for anything else.
 *
 * Lines of other signers (witnesses) may stand beside; their keys are not known here, and they prove nothing.
 */
export function openCheckpoint(note: string, log: string, publicKey: Uint8Array): Checkpoint | undefined {
  const [, text, size, base64, lines] =
    /^([^\n]+\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/]{43}=)\n)\n((?:\u2014 [^\s+]+ [A-Za-z0-9+/]+={0,2}\n)+)$/.exec(
      note,
    ) ?? []
  if (text === undefined || size === undefined || base64 === undefined || lines === undefined)
    return undefined
  const checkpoint = { log, size: Number(size), root: Buffer.from(base64, 'base64') }
  if (!Number.isSafeInteger(checkpoint.size) || text !== textOf(checkpoint)) return undefined
  const id = keyIdOf(log, publicKey)
  const ours = lines
    .split('\n')
    .filter((line) => line.startsWith(`\u2014 ${log} `))
    .map((line) => line.slice(`\u2014 ${log} `.length))
    .map((said) => ({ said, bytes: Buffer.from(said, 'base64') }))
    .filter(({ bytes }) => bytes.subarray(0, 4).equals(id))
  const signed =
    ours.length > 0 &&
    ours.every(
      ({ said, bytes }) =>
        // base64 has bits that mean nothing, and they must not be anything
        bytes.toString('base64') === said && isSigned(publicKey, Buffer.from(text), bytes.subarray(4)),
    )
  return signed ? checkpoint : undefined
}

function textOf({ log, size, root }: Checkpoint): string {
  return `${log}\n${size}\n${Buffer.from(root).toString('base64')}\n`
}
