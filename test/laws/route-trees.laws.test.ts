import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { testGate } from '../../src/testing/index.js'
import { aiko, shop } from '../shop.js'
import { PATIENT, runs } from './cases.js'
import { BUILDS, routesOf, trees } from './route-trees.js'

const METHODS = ['GET', 'POST', 'HEAD', 'OPTIONS']
const options = fc.record({
  requireView: fc.constantFrom(true, false, 'report' as const),
  enforce: fc.constantFrom('all' as const, 'declared' as const),
})

describe('no audit, no data', PATIENT, () => {
  it('no audit, no data: in any tree of routes no 2xx leaves a declared place without a permit record', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...BUILDS), trees, options, async ([name, build], tree, given) => {
        const { gate, records } = testGate({ policy: shop })
        const routes = routesOf(tree)
        const open = routes.some(({ route }) => route.purpose === undefined)
        const started = build(tree, gate, given)
        if (name.startsWith('Fastify') && given.enforce === 'all' && open) {
          await expect(started).rejects.toMatchObject({ code: 'config_invalid' })
          return
        }
        const served = await started
        try {
          for (const { path, route } of routes)
            for (const method of METHODS) {
              const before = records.length
              const { status, text } = await served.ask(path, { method })
              const judged =
                route.purpose === 'support' || (route.purpose === undefined && given.enforce === 'all')
              if (!judged) continue
              const permits = records.slice(before).filter(({ effect }) => effect === 'permit')
              if (status < 300 && method !== 'OPTIONS') expect(permits, `${method} ${path}`).not.toEqual([])
              if (method === 'OPTIONS') expect(text).not.toContain(aiko.cardNumber)
              if (given.requireView === true) expect(text).not.toContain(aiko.cardNumber)
            }
        } finally {
          await served.close()
        }
      }),
      runs(60),
    )
  })

  it('no audit, no data: of all methods and doors a route that is denied shows nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...BUILDS), trees, async ([, build], tree) => {
        const { gate, records } = testGate({ policy: shop })
        const served = await build(tree, gate, { resolveActor: () => null, requireView: true })
        try {
          for (const { path, route } of routesOf(tree)) {
            if (route.purpose !== 'support') continue
            for (const method of ['GET', 'POST', 'HEAD']) {
              const { status, text } = await served.ask(path, { method })
              expect([status, text.includes(aiko.cardNumber)]).toEqual([403, false])
            }
          }
          expect(records.filter(({ effect }) => effect === 'permit')).toEqual([])
        } finally {
          await served.close()
        }
      }),
      runs(30),
    )
  })
})
