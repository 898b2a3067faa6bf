import { createServer } from 'node:http'
import express5 from 'express'
import express4 from 'express4'
import * as fc from 'fast-check'
import fastify, { type FastifyInstance } from 'fastify'
import { purposebound as forExpress } from '../../src/express/index.js'
import { purposebound as forFastify } from '../../src/fastify/index.js'
import type { Access, Gate } from '../../src/index.js'
import { listening, type Served } from '../http/doors.js'
import { agent, aiko, type shop } from '../shop.js'

type SupportAccess = Access<typeof shop, 'support'>

/** What a handler does, well or badly. */
const WORK: { readonly [name: string]: (access: () => SupportAccess) => unknown } = {
  view: (access) => access().read('member', aiko),
  views: async (access) => (await access().readMany('member', [aiko, aiko])).views,
  envelope: async (access) => ({ items: (await access().readMany('member', [aiko])).views, total: 1 }),
  refusedRows: (access) => access().readMany('member', [{ ...aiko, repId: 'x' }]),
  denied: (access) => access().read('member', { ...aiko, repId: 'x' }),
  swallowed: async (access) => {
    await access()
      .read('member', { ...aiko, repId: 'x' })
      .catch(() => {})
    return []
  },
  raw: () => aiko,
  copy: async (access) => ({ ...(await access().read('member', aiko)), card: aiko.cardNumber }),
  text: () => aiko.cardNumber,
  done: () => ({ done: true }),
  nothing: () => null,
  fails: () => {
    throw new Error(aiko.cardNumber)
  },
}

export interface RouteCase {
  readonly purpose: 'support' | 'none' | undefined
  readonly work: string
}
export interface Tree {
  readonly routes: readonly RouteCase[]
  /** How the children hang on it: routers, mounted apps, encapsulated plugins. */
  readonly mounted: boolean
  readonly children: readonly Tree[]
}

const route: fc.Arbitrary<RouteCase> = fc.record({
  purpose: fc.constantFrom('support', 'support', 'none', undefined),
  work: fc.constantFrom(...Object.keys(WORK)),
})
export const trees: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.record({
    routes: fc.array(route, { minLength: 1, maxLength: 3 }),
    mounted: fc.boolean(),
    children: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constant([]),
      fc.array(tie('tree'), { maxLength: 2 }),
    ),
  }),
})).tree

/** Every route of a tree with its path. */
export function routesOf(tree: Tree, prefix = ''): { readonly path: string; readonly route: RouteCase }[] {
  return [
    ...tree.routes.map((each, index) => ({ path: `${prefix}/r${index}`, route: each })),
    ...tree.children.flatMap((child, index) => routesOf(child, `${prefix}/c${index}`)),
  ]
}

export type Build = (tree: Tree, gate: Gate<typeof shop>, options: object) => Promise<Served>

const given = (gate: Gate<typeof shop>, options: object) =>
  ({ gate, resolveActor: async () => agent, onWarning: () => {}, ...options }) as never

function overExpress(express: typeof express5): Build {
  return async (tree, gate, options) => {
    const door = forExpress<typeof shop>(given(gate, options))
    const fill = (router: express5.IRouter, { routes, children, mounted }: Tree): void => {
      routes.forEach(({ purpose, work }, index) => {
        const declares =
          purpose === undefined
            ? []
            : [purpose === 'none' ? door.purpose('none', { reason: 'public' }) : door.purpose(purpose)]
        const handler: express5.RequestHandler = (req, res, next) => {
          Promise.resolve()
            .then(() => WORK[work]?.(() => req.access as SupportAccess))
            .then((body) => res.send(body), next)
        }
        router.all(`/r${index}`, ...(declares as express5.RequestHandler[]), handler)
      })
      children.forEach((child, index) => {
        const inner: express5.IRouter = mounted ? express() : express.Router()
        fill(inner, child)
        router.use(`/c${index}`, inner as express5.Router)
      })
    }
    const app = express()
    app.set('env', 'test')
    door.protect(app)
    fill(app, tree)
    app.use(door.problems as express5.ErrorRequestHandler)
    return listening(createServer(app))
  }
}

const overFastify: Build = async (tree, gate, options) => {
  const fill = async (app: FastifyInstance, { routes, children }: Tree): Promise<void> => {
    routes.forEach(({ purpose, work }, index) => {
      app.route({
        method: ['GET', 'POST'],
        url: `/r${index}`,
        config: { ...(purpose && { purpose }), ...(purpose === 'none' && { reason: 'public' }) } as object,
        handler: async (request) => WORK[work]?.(() => request.access as SupportAccess),
      })
    })
    for (const [index, child] of children.entries())
      await app.register(async (inner) => fill(inner, child), { prefix: `/c${index}` })
  }
  const app = fastify()
  await app.register(forFastify, given(gate, options))
  await fill(app, tree)
  await app.ready()
  return listening(app.server)
}

export const BUILDS: readonly (readonly [name: string, build: Build])[] = [
  ['Express 4', overExpress(express4)],
  ['Express 5', overExpress(express5)],
  ['Fastify 5', overFastify],
]
