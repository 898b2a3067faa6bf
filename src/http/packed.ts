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

/** How much a packed text can take. */
export function roomFor(text: string): number {
  return Buffer.byteLength(text) * 2 + 4096
}

/** The bytes of a chunk, of whichever realm; undefined for what is none. */
export function bytesOf(chunk: unknown, encoding: unknown): Buffer | undefined {
  if (typeof chunk === 'string')
    return Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8')
  return isUint8Array(chunk) ? Buffer.from(chunk) : undefined
}
