import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import express5 from 'express'
import express4 from 'express4'
import fastify from 'fastify'
import { purposebound as forExpress } from '../../src/express/index.js'
import { purposebound as forFastify } from '../../src/fastify/index.js'
import type { RouteOptions } from '../../src/http/declared.js'
import type { Access } from '../../src/index.js'
import type { shop } from '../shop.js'
import { type Answer, type Ask, ask } from './client.js'

/** A request, whichever framework it came by. */
export interface Turn {
  readonly access: Access<typeof shop, 'support'>
  readonly params: { readonly [name: string]: string }
  readonly raw: ServerResponse
  readonly request: IncomingMessage
  status(code: number): void
  header(name: string, value: string): void
}

/** A route, whichever framework serves it. What `work` returns is the body. */
export interface Spec extends RouteOptions {
  readonly method?: 'get' | 'post' | 'options' | 'all'
  readonly path: string
  readonly purpose?: string | readonly string[]
  readonly reason?: string
  readonly work: (turn: Turn) => unknown
}

export interface Served {
  readonly port: number
  ask(path: string, options?: Ask): Promise<Answer>
  close(): Promise<void>
}

export interface Door {
  readonly name: string
  serve(options: object, routes: readonly Spec[]): Promise<Served>
}

/** Says that `work` has answered by itself. */
export const ANSWERED: unique symbol = Symbol('answered')

let requests = 0
/** No UUID: a random one may hold what is looked for as data, `a-17` or a year. */
const requestId = () => `req-${++requests}`

const OPTIONS = { resolveActor: () => undefined, onWarning: () => {} }

function overExpress(name: string, express: typeof express5): Door {
  return {
    name,
    async serve(options, routes) {
      const app = express()
      const { protect, purpose, problems } = forExpress({ ...OPTIONS, requestId, ...options } as never)
      protect(app)
      app.use(express.json())
      for (const { method = 'get', path, purpose: named, reason, work, ...own } of routes) {
        const declares: unknown[] =
          named === undefined ? [] : [purpose(named as never, { reason, ...own } as never)]
        const handler: express5.RequestHandler = (req, res, next) => {
          Promise.resolve()
            .then(() => work(turnOf(req, res)))
            .then((body) => body === ANSWERED || (typeof body === 'number' ? res.json(body) : res.send(body)))
            .catch(next)
        }
        app[method](path, ...(declares as express5.RequestHandler[]), handler)
      }
      app.use(problems as never)
      return listening(createServer(app))
    },
  }
}

function turnOf(req: express5.Request, res: express5.Response): Turn {
  return {
    get access() {
      return req.access as never
    },
    params: req.params as { [name: string]: string },
    raw: res,
    request: req,
    status: (code) => void res.status(code),
    header: (name, value) => void res.set(name, value),
  }
}

const overFastify: Door = {
  name: 'Fastify 5',
  async serve(options, routes) {
    const app = fastify()
    await app.register(forFastify, { ...OPTIONS, ...options } as never)
    for (const { method = 'get', path, work, ...config } of routes) {
      app.route({
        method: method === 'all' ? ['GET', 'POST', 'OPTIONS'] : (method.toUpperCase() as 'GET'),
        url: path,
        config: config as object,
        handler: async (request, reply) => {
          const body = await work({
            get access() {
              return request.access as never
            },
            params: request.params as { [name: string]: string },
            raw: reply.raw,
            request: request.raw,
            status: (code) => void reply.code(code),
            header: (name, value) => void reply.header(name, value),
          })
          if (body !== ANSWERED) return body
          reply.hijack()
          return undefined
        },
      })
    }
    await app.listen({ port: 0, host: '127.0.0.1' })
    return served(app.server, () => app.close())
  },
}

export const doors: readonly Door[] = [
  overExpress('Express 4', express4),
  overExpress('Express 5', express5),
  overFastify,
]

/** A server of an app, on a free port. */
export async function listening(server: Server): Promise<Served> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return served(server, async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })
}

function served(server: Server, close: () => Promise<void>): Served {
  const { port } = server.address() as AddressInfo
  return { port, ask: (path, options) => ask(port, path, options), close }
}
