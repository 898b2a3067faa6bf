import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'

const OF_A_BODY = ['etag', 'last-modified']

/**
 * Makes an ETag of the body that is sent, whatever the handler made one of.
 */
export function tagBody(reply: FastifyReply, payload: unknown): unknown {
  for (const name of OF_A_BODY) {
    if (reply.hasHeader(name)) reply.removeHeader(name)
    if (reply.raw.hasHeader(name)) reply.raw.removeHeader(name)
  }
  const { method, headers } = reply.request
  if (reply.statusCode !== 200 || (method !== 'GET' && method !== 'HEAD')) return payload
  if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return payload
  const etag = `W/"${createHash('sha1').update(payload).digest('base64url')}"`
  reply.header('etag', etag)
  if (!isAmong(headers['if-none-match'], etag)) return payload
  reply.code(304)
  return method === 'HEAD' ? '' : null
}

function isAmong(given: string | undefined, etag: string): boolean {
  return given?.split(',').some((each) => each.trim() === etag) ?? false
}
