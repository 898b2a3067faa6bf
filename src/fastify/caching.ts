import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import type { Declared } from '../http/declared.js'

const OF_A_BODY = ['etag', 'last-modified']

/**
 * Caching headers of what leaves. An ETag is made of the body that is sent, whatever the handler made one of; what nobody
 * may keep needs none.
 */
export function tagBody(reply: FastifyReply, { cacheControl }: Declared, payload: unknown): unknown {
  for (const name of OF_A_BODY) {
    if (reply.hasHeader(name)) reply.removeHeader(name)
    if (reply.raw.hasHeader(name)) reply.raw.removeHeader(name)
  }
  if (cacheControl !== false && cacheControl.includes('no-store')) return payload
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
