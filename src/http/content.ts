import { type ServerResponse, STATUS_CODES } from 'node:http'
import { isUint8Array } from 'node:util/types'
import type { Exchange } from './exchange.js'

/** Whether a response says more than its status; that to a HEAD speaks by its length. */
export function speaks({ method }: Exchange, chunk: unknown, res: ServerResponse): boolean {
  return hasContent(chunk, res) || (method === 'HEAD' && Number(res.getHeader('Content-Length')) > 0)
}

/** Whether a HEAD is answered by the length of the expected text. */
export function isHeadOfText({ method, expected }: Exchange, chunk: unknown, res: ServerResponse): boolean {
  if (method !== 'HEAD' || expected === undefined || isContent(chunk)) return false
  return Number(res.getHeader('Content-Length')) === Buffer.byteLength(expected.text)
}

export function isContent(chunk: unknown): chunk is string | Uint8Array {
  // of any realm: that is what Node writes
  return (typeof chunk === 'string' || isUint8Array(chunk)) && chunk.length > 0
}

/** Whether what ends a response says more than its status does. */
export function hasContent(chunk: unknown, { statusCode }: ServerResponse): boolean {
  return isContent(chunk) && (chunk.length > 40 || Buffer.from(chunk).toString() !== STATUS_CODES[statusCode])
}
