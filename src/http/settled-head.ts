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

/** An ETag is left only where it was made of the text that leaves. */
export function setCaching(
  res: ServerResponse,
  { declared, requires, requiresView, expected }: Exchange,
): void {
  if (requiresView && expected === undefined)
    for (const name of ['ETag', 'Last-Modified']) res.removeHeader(name)
  if (declared && requires && declared.cacheControl !== false)
    res.setHeader('Cache-Control', declared.cacheControl)
}
