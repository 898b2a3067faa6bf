import type { ServerResponse } from 'node:http'
import type { Exchange } from './exchange.js'
import { clearHead } from './head.js'
import { PROBLEM_JSON, type Problem } from './problem.js'

/** The text of a problem, with a head that holds nothing which a handler has made. */
export function problemIn(res: ServerResponse, { before }: Exchange, problem: Problem): string {
  const text = JSON.stringify(problem)
  clearHead(res, before)
  res.statusCode = problem.status
  res.setHeader('Content-Type', PROBLEM_JSON)
  res.setHeader('Content-Length', Buffer.byteLength(text))
  res.setHeader('Cache-Control', 'private, no-store')
  return text
}

/** An ETag is left only where it was made of the text that leaves, and where somebody may keep that. */
export function setCaching(res: ServerResponse, exchange: Exchange): void {
  const { declared } = exchange
  if (declared === undefined || declared.reason !== undefined) return
  const { cacheControl, kept, requireView } = declared
  if (!kept || (requireView !== false && exchange.expected === undefined)) {
    res.removeHeader('ETag')
    res.removeHeader('Last-Modified')
  }
  if (cacheControl !== false) res.setHeader('Cache-Control', cacheControl)
}
