import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import { chunkOf, isViewStream } from '../http/view-stream.js'

/** What was settled to leave. */
export interface Seal {
  readonly status: number
  readonly body: unknown
  /** Whether the body must be this one: where nobody looked at it, the status alone counts. */
  readonly exact: boolean
}

/** Whether a response of this status is what was settled; any response may still become an error. */
export function statusFits({ status }: Seal, now: number): boolean {
  return now >= 400 || Math.trunc(now / 100) === Math.trunc(status / 100)
}

/** Whether the text that is about to leave is that of the seal, packed or not. */
export function textFits({ body }: Seal, sent: Buffer, encoding: unknown): boolean {
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) return false
  const sealed = Buffer.from(body as string)
  if (encoding === undefined || encoding === '' || encoding === 'identity') return sent.equals(sealed)
  const unpack = UNPACK.get(encoding)
  try {
    return unpack?.(sent, { maxOutputLength: Math.max(sealed.length, 1) }).equals(sealed) ?? false
  } catch {
    return false
  }
}

/** Whether a chunk may be one of the stream that was settled. */
export function chunkFits({ body }: Seal, chunk: unknown): boolean {
  return isViewStream(body) && chunkOf(chunk) !== undefined
}

/** How much a packed text can take. */
export function roomFor({ body }: Seal): number {
  return (typeof body === 'string' || body instanceof Uint8Array ? Buffer.byteLength(body) : 0) * 2 + 4096
}

const UNPACK: ReadonlyMap<unknown, (packed: Buffer, limit: { maxOutputLength: number }) => Buffer> = new Map([
  ['gzip', gunzipSync],
  ['deflate', inflateSync],
  ['br', brotliDecompressSync],
])
