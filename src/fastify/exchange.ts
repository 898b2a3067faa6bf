import type { FastifyReply, FastifyRequest } from 'fastify'
import { Exchange, type Leaving } from '../http/exchange.js'
import type { House } from '../http/options.js'
import { PROBLEM_JSON, type Problem } from '../http/problem.js'
import { guardResponse } from '../http/response.js'
import { isViewStream } from '../http/view-stream.js'
import { setCaching } from './caching.js'

const EXCHANGE = Symbol('purposebound/exchange')
type Known = FastifyRequest & { [EXCHANGE]?: Exchange }

/** What is known of a request so far, also where another hook has answered before anybody asked. */
export function exchangeOf(house: House, request: FastifyRequest, reply: FastifyReply): Exchange {
  const known = request as Known
  const exchange = known[EXCHANGE]
  if (exchange) return exchange
  const made = new Exchange(house, request.method, request.id)
  known[EXCHANGE] = made
  guardResponse(reply.raw, made)
  return made
}

/** The exchange of a request that has passed the hooks; undefined before. */
export function knownExchange(request: FastifyRequest): Exchange | undefined {
  return (request as Known)[EXCHANGE]
}

/** Settles what leaves of `payload`, and gives it to `done`. */
export function leave(
  exchange: Exchange,
  reply: FastifyReply,
  payload: unknown,
  done: (error: null, payload: unknown) => void,
): void {
  if (exchange.settled) {
    done(null, payload)
    return
  }
  if (isViewStream(payload)) exchange.streams = true
  const hasBody = payload !== undefined && payload !== null && payload !== ''
  const leaving = exchange.leave(reply.statusCode, hasBody)
  if (leaving instanceof Promise)
    void leaving.then((settled) => done(null, shape(exchange, reply, payload, settled)))
  else done(null, shape(exchange, reply, payload, leaving))
}

/** Sends a problem from a hook or an error handler. */
export function sendProblem(reply: FastifyReply, problem: Problem): void {
  reply.send(problemText(reply, problem))
}

function shape(exchange: Exchange, reply: FastifyReply, payload: unknown, leaving: Leaving): unknown {
  const { declared } = exchange
  if (leaving === 'whole')
    return declared && declared.reason === undefined ? setCaching(reply, declared, payload) : payload
  discard(payload)
  return leaving === 'empty' ? nothing(reply) : problemText(reply, leaving)
}

function problemText(reply: FastifyReply, problem: Problem): string {
  dropBodyHeaders(reply)
  reply.code(problem.status).header('content-type', PROBLEM_JSON).header('cache-control', 'private, no-store')
  return JSON.stringify(problem)
}

/** No body. Fastify takes the length of the body of a HEAD, so there it has to be one. */
function nothing(reply: FastifyReply): unknown {
  dropBodyHeaders(reply)
  return reply.request.method === 'HEAD' ? '' : null
}

function dropBodyHeaders(reply: FastifyReply): void {
  for (const name of ['content-type', 'content-length', 'content-encoding', 'etag', 'last-modified'])
    reply.removeHeader(name)
}

/** A stream that nobody reads is closed. */
function discard(payload: unknown): void {
  const { destroy, cancel } = Object(payload)
  if (typeof destroy === 'function') destroy.call(payload)
  else if (typeof cancel === 'function') void Promise.resolve(cancel.call(payload)).catch(() => {})
}
