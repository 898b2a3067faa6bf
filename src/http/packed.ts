import { isUint8Array } from 'node:util/types'
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'

type Unpack = (packed: Buffer, limit: { maxOutputLength: number }) => Buffer

const UNPACK: ReadonlyMap<unknown, Unpack> = new Map([
  ['gzip', gunzipSync],
  ['deflate', inflateSync],
  ['br', brotliDecompressSync],
])

/** Whether bytes are those of a text, packed or not. */
export function isTextOf(text: string, sent: Buffer, encoding: unknown): boolean {
  const wanted = Buffer.from(text)
  if (encoding === undefined || encoding === '' || encoding === 'identity') return sent.equals(wanted)
  try {
    const unpacked = UNPACK.get(encoding)?.(sent, { maxOutputLength: Math.max(wanted.length, 1) })
    return unpacked?.equals(wanted) ?? false
  } catch {
    return false
  }
}

/** Bytes that may be a text in another form, as they come. */
export class Gathered {
  readonly #chunks: Buffer[] = []
  /** How much more of it there may be: what is packed may be longer. */
  #room: number

  constructor(text: string) {
    this.#room = Buffer.byteLength(text) * 2 + 4096
  }

  /** Whether they are few enough. */
  take(bytes: Buffer): boolean {
    if (bytes.length > this.#room) return false
    this.#room -= bytes.length
    this.#chunks.push(bytes)
    return true
  }

  /** All of them, and a last one. */
  with(last: Buffer | undefined): Buffer {
    return Buffer.concat(last ? [...this.#chunks, last] : this.#chunks)
  }
}

/** The bytes of a chunk, of whichever realm; undefined for what is none. */
export function bytesOf(chunk: unknown, encoding: unknown): Buffer | undefined {
  if (typeof chunk === 'string')
    return Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8')
  return isUint8Array(chunk) ? Buffer.from(chunk) : undefined
}

/** Read now: a buffer may be changed while it waits. */
export function copy(chunk: unknown): unknown {
  return isUint8Array(chunk) ? Buffer.from(chunk) : chunk
}
