import { type ServerResponse, STATUS_CODES } from 'node:http'
import { isUint8Array } from 'node:util/types'
import type { Body, Exchange } from './exchange.js'
import { bytesOf, isTextOf } from './packed.js'

/** What a response ends with: the expected text, packed or not, nothing, or something that nobody has looked at. */
export function bodyOf(exchange: Exchange, chunk: unknown, encoding: unknown, res: ServerResponse): Body {
  const { expected, method } = exchange
  // a HEAD speaks by its length
  const length = method === 'HEAD' ? Number(res.getHeader('Content-Length')) : 0
  if (length > 0) return expected && length === Buffer.byteLength(expected.text) ? expected.as : 'other'
  if (expected && chunk === expected.text) return expected.as
  if (!hasContent(chunk, res)) return 'none'
  const bytes = expected && bytesOf(chunk, encoding)
  return bytes && isTextOf(expected.text, bytes, res.getHeader('Content-Encoding')) ? expected.as : 'other'
}

export function isContent(chunk: unknown): chunk is string | Uint8Array {
  // of any realm: that is what Node writes
  return (typeof chunk === 'string' || isUint8Array(chunk)) && chunk.length > 0
}

/** Whether what ends a response says more than its status does. */
export function hasContent(chunk: unknown, { statusCode }: ServerResponse): boolean {
  return isContent(chunk) && (chunk.length > 40 || Buffer.from(chunk).toString() !== STATUS_CODES[statusCode])
}
