import { resolve } from 'node:path'
import { assertLogName, type Signer } from '../../audit/index.js'
import { type Clock, PurposeboundError } from '../../index.js'

export interface JournalSinkOptions {
  /** The folder of this log and of nothing else; created with mode 0700 when absent. */
  readonly directory: string
  /** The name of the log, which an auditor knows it by: text without spaces and `+`, such as `shop.example/audit`. */
  readonly log: string
  /** Signs checkpoints. Without one the log is chained only: who can write it can rewrite it unseen. */
  readonly signer?: Signer
  /**
   * A segment of this many bytes is sealed, and the next one begun.
   * @defaultValue `67_108_864`
   */
  readonly segmentBytes?: number
  /**
   * So is one of this age in ms.
   * @defaultValue `86_400_000`
   */
  readonly segmentAgeMs?: number
  /** What of the sealed segments is deleted, oldest first; their hashes stay. Nothing when left out. */
  readonly retention?: JournalRetention
  /**
   * A checkpoint is signed after this many records,
   * @defaultValue `1000`
   */
  readonly checkpointRecords?: number
  /**
   * and after this many ms; when nothing was recorded meanwhile, a `heartbeat` is.
   * @defaultValue `10_000`
   */
  readonly checkpointMs?: number
  /**
   * Room in bytes that is kept free for everything but denials when the disk is full; 0 for none.
   * @defaultValue `1_048_576`
   */
  readonly headroomBytes?: number
  /** @defaultValue the clock of this machine */
  readonly clock?: Clock
  /** Handed every signed checkpoint, to be kept at a second place. When it fails, nothing else does. */
  readonly publish?: (note: string) => unknown
  /**
   * Told once what an operator must know: a signer that fails, and that it works again.
   * @defaultValue `console.warn`
   */
  readonly onWarning?: (message: string) => void
}

export interface JournalRetention {
  /** Segments whose last record is older than this, in ms, go. */
  readonly maxAgeMs?: number
  /** So do the oldest while the sealed ones take more than this. */
  readonly maxBytes?: number
}

/** The options, each with its value. */
export interface Settings extends Required<Omit<JournalSinkOptions, 'signer' | 'retention' | 'publish'>> {
  readonly signer: Signer | undefined
  readonly retention: JournalRetention
  readonly publish: (note: string) => unknown
}

const TIMER_LIMIT = 2 ** 31 - 1
const NUMBERS = {
  segmentBytes: { least: 1, most: 2 ** 40, usual: 64 * 1024 * 1024 },
  segmentAgeMs: { least: 1, most: Number.MAX_SAFE_INTEGER, usual: 24 * 60 * 60 * 1000 },
  checkpointRecords: { least: 1, most: Number.MAX_SAFE_INTEGER, usual: 1000 },
  checkpointMs: { least: 1, most: TIMER_LIMIT, usual: 10_000 },
  headroomBytes: { least: 0, most: 2 ** 40, usual: 1024 * 1024 },
}
const NAMES = new Set([
  ...Object.keys(NUMBERS),
  ...['directory', 'log', 'signer', 'retention', 'clock', 'publish', 'onWarning'],
])

/** @throws PurposeboundError `config_invalid` */
export function readOptions(options: JournalSinkOptions): Settings {
  const given = Object.assign({}, options) as unknown as { readonly [name: string]: unknown }
  for (const name of Object.keys(given)) if (!NAMES.has(name)) refuse(`takes no \`${name}\``)
  const { directory, log, signer, retention, clock, publish, onWarning } = given
  if (typeof directory !== 'string' || directory === '' || directory.includes('\0'))
    refuse('needs `directory`, a folder')
  const functions = { clock, publish, onWarning }
  for (const [name, value] of Object.entries(functions))
    if (value !== undefined && typeof value !== 'function') refuse(`takes a function as \`${name}\``)
  if (signer !== undefined && !isSigner(signer))
    refuse('takes a `signer` with a `publicKey` of 32 bytes and `sign`')
  const numbers = Object.entries(NUMBERS).map(([name, range]) => [name, numberOf(name, given[name], range)])
  return {
    ...(Object.fromEntries(numbers) as Pick<Settings, keyof typeof NUMBERS>),
    directory: resolve(directory as string),
    log: assertLogName(log),
    signer: signer as Signer | undefined,
    retention: retentionOf(retention),
    clock: (clock as Clock | undefined) ?? (() => Date.now()),
    publish: (publish as Settings['publish'] | undefined) ?? (() => {}),
    onWarning: (onWarning as Settings['onWarning'] | undefined) ?? ((message) => console.warn(message)),
  }
}

function numberOf(
  name: string,
  value: unknown,
  range: { least: number; most: number; usual: number },
): number {
  if (value === undefined) return range.usual
  const fits = Number.isSafeInteger(value) && Number(value) >= range.least && Number(value) <= range.most
  return fits
    ? Number(value)
    : refuse(`takes a whole number from ${range.least} to ${range.most} as \`${name}\``)
}

function retentionOf(retention: unknown): JournalRetention {
  if (retention === undefined) return {}
  const { maxAgeMs, maxBytes, ...others } = Object(retention) as { readonly [name: string]: unknown }
  const whole = (value: unknown) => value === undefined || (Number.isSafeInteger(value) && Number(value) >= 0)
  if (!whole(maxAgeMs) || !whole(maxBytes) || Object.keys(others).length > 0)
    refuse('takes `retention` as `{ maxAgeMs?, maxBytes? }`, whole numbers')
  return retention as JournalRetention
}

function isSigner(signer: unknown): boolean {
  const { publicKey, sign } = Object(signer) as Partial<Signer>
  return publicKey instanceof Uint8Array && publicKey.length === 32 && typeof sign === 'function'
}

function refuse(why: string): never {
  throw new PurposeboundError('config_invalid', `\`journalSink\` ${why}`)
}
