import type { FastifyReply, FastifyRequest, preHandlerHookHandler } from 'fastify'
import { atHand } from '../http/at-hand.js'
import { type AnyPassage, enter } from '../http/enter.js'
import { noted } from '../http/head.js'
import type { House } from '../http/options.js'
import { watch } from '../http/watch.js'
import { tagBody } from './caching.js'
import { type ExchangeOf, judge, sendProblem } from './exchange.js'

type Done = (error: null, body: unknown) => void

/** What happens to a request, in the order in which it happens. */
export interface Hooks {
  /** Who asks, and may they? */
  readonly admit: preHandlerHookHandler
  /** Is what the handler gave made of views? */
  readonly judge: (request: FastifyRequest, reply: FastifyReply, body: unknown, done: Done) => void
  /** The ETag of what is sent, where anybody may keep it. */
  readonly tag: (request: FastifyRequest, reply: FastifyReply, payload: unknown, done: Done) => void
  /** Answers with what an error of the gate may be shown as. */
  readonly refuse: (error: unknown, request: FastifyRequest, reply: FastifyReply) => void
}

export function createHooks(house: House, exchangeOf: ExchangeOf): Hooks {
  return {
    admit(request, reply, done) {
      const exchange = exchangeOf(request, reply)
      const { declared } = exchange
      if (!declared || declared.reason !== undefined) {
        done()
        return
      }
      if (request.method === 'OPTIONS') {
        reply.code(204).send()
        return
      }
      const admitted = (passage: AnyPassage): void => {
        exchange.passage = passage
        exchange.before = noted(reply.getHeaders())
        watch(reply.raw, exchange)
        if (house.context) atHand(passage.access, done)
        else done()
      }
      const refused = (error: unknown): void => sendProblem(exchange, reply, exchange.fail(error))
      const { method, id, headers } = request
      const route = exchange.route
      try {
        const entered = enter(house, declared, request, { method, route, id, headers })
        if (entered instanceof Promise) void entered.then(admitted, refused)
        else admitted(entered)
      } catch (error) {
        refused(error)
      }
    },
    judge(request, reply, body, done) {
      done(null, judge(exchangeOf(request, reply), reply, body))
    },
    tag(request, reply, payload, done) {
      const { declared, requires, expected } = exchangeOf(request, reply)
      const isProblem = expected?.as === 'problem'
      done(null, declared?.kept && requires && !isProblem ? tagBody(reply, payload) : payload)
    },
    refuse(error, request, reply) {
      const exchange = exchangeOf(request, reply)
      sendProblem(exchange, reply, exchange.fail(error))
    },
  }
}
