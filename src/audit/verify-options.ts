import { PurposeboundError } from '../index.js'
import type { Checkpoint } from './checkpoint.js'
import { bodyOf, LONGEST_NOTE, openNote } from './open-note.js'
import { assertLogName, publicKeyOf } from './verifier-key.js'

export interface VerifyOptions {
  /** The folder of the journal. */
  readonly directory: string
  /** The name of the log: from your own configuration, never from the log. */
  readonly log: string
  /** The key of the log (`verifierKey`); several where its signer was changed. */
  readonly key?: string | readonly string[]
  /** True for a log that has no signer: then the chain alone is judged, which whoever can write can make again. */
  readonly unsigned?: boolean
  /** A checkpoint of this log that was kept elsewhere, as text: the log must extend it. */
  readonly expected?: string
  /**
   * How many records may follow the latest signed checkpoint.
   * @defaultValue `5000`
   */
  readonly maxUnsigned?: number
  /** Told from time to time how many records have been read. */
  readonly onProgress?: (records: number) => void
  /** Stops with its reason. */
  readonly signal?: AbortSignal
}

/** Options that were found good. */
export interface Asked {
  readonly directory: string
  readonly log: string
  /** 32 bytes each; none for a log without a signer. */
  readonly keys: readonly Uint8Array[]
  readonly expected: Checkpoint | undefined
  readonly maxUnsigned: number
  readonly onProgress: (records: number) => void
  readonly signal: AbortSignal | undefined
}

const KNOWN = ['directory', 'log', 'key', 'unsigned', 'expected', 'maxUnsigned', 'onProgress', 'signal']

/** @throws PurposeboundError `config_invalid` */
export function readVerifyOptions(options: VerifyOptions): Asked {
  if (typeof options !== 'object' || options === null) throw invalid('`verifyLog` takes its options')
  const stray = Object.keys(options).find((key) => !KNOWN.includes(key))
  if (stray !== undefined) throw invalid(`\`verifyLog\` has no option \`${stray.slice(0, 40)}\``)
  const { directory, key, unsigned = false, expected, maxUnsigned = 5000, onProgress, signal } = options
  const log = assertLogName(options.log)
  if (typeof directory !== 'string' || directory === '' || directory.includes('\0'))
    throw invalid('`directory` is the folder of the journal')
  if (typeof unsigned !== 'boolean') throw invalid('`unsigned` is true or false')
  if (unsigned === (key !== undefined))
    throw invalid(
      'give the `key` of the log, or say `unsigned: true` where it has no signer: then its chain alone is judged',
    )
  if (!Number.isSafeInteger(maxUnsigned) || maxUnsigned < 0)
    throw invalid('`maxUnsigned` is a number of records')
  if (onProgress !== undefined && typeof onProgress !== 'function')
    throw invalid('`onProgress` is a function')
  const keys = key === undefined ? [] : keysIn(key, log)
  return {
    directory,
    log,
    keys,
    expected: expected === undefined ? undefined : expectedIn(expected, log, keys),
    maxUnsigned,
    onProgress: onProgress ?? (() => {}),
    signal,
  }
}

function keysIn(key: unknown, log: string): Uint8Array[] {
  const keys: readonly unknown[] = Array.isArray(key) ? key : [key]
  if (keys.length === 0) throw invalid('`key` names no key')
  return keys.map((each) => {
    if (typeof each !== 'string') throw invalid('`key` is text, as `verifierKey` gives it')
    return publicKeyOf(log, each)
  })
}

/** What was kept elsewhere is evidence of whoever asks: one that proves nothing is a mistake, and no fault of the log. */
function expectedIn(text: unknown, log: string, keys: readonly Uint8Array[]): Checkpoint {
  if (typeof text !== 'string' || text.length > LONGEST_NOTE)
    throw invalid('`expected` is the text of a checkpoint')
  const checkpoint = keys.length === 0 ? bodyOf(text, log) : signedIn(text, log, keys)
  if (!checkpoint || checkpoint.size === 0)
    throw invalid('`expected` is no checkpoint of this log that its key has signed')
  return checkpoint
}

function signedIn(text: string, log: string, keys: readonly Uint8Array[]): Checkpoint | undefined {
  try {
    return openNote(Buffer.from(text), '', log, keys)
  } catch {
    return undefined
  }
}

function invalid(detail: string): PurposeboundError {
  return new PurposeboundError('config_invalid', detail)
}
