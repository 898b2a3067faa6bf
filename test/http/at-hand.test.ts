import { executionAsyncId } from 'node:async_hooks'
import { describe, expect, it } from 'vitest'
import { aiko } from '../shop.js'
import { doors, type Spec } from './doors.js'
import { serve } from './serve.js'

// nothing in this file or in what it imports may load the context: that is what is tested
const here = (name: string) => Symbol.for(`purposebound/${name}/1`) in globalThis

describe('the context of a request', () => {
  it('is not carried along where nobody has loaded it, and from then on it is, by any door', async () => {
    const seen: unknown[] = []
    let ask = (): unknown => 'not loaded'
    const work: Spec['work'] = async ({ access }) => {
      const view = await access.read('member', aiko)
      seen.push(ask())
      return view
    }
    const desks = await Promise.all(
      doors.map((door) => serve(door, [{ path: '/x', purpose: 'support', work }])),
    )
    for (const desk of desks) expect((await desk.ask('/x')).status).toBe(200)
    expect(seen.splice(0)).toEqual(doors.map(() => 'not loaded'))
    expect([here('context'), here('with-access')]).toEqual([false, false])
    // no hook of promises: Node gives them no ids
    await Promise.resolve()
    expect(executionAsyncId()).toBe(0)

    const { currentAccess } = await import('../../src/context/index.js')
    ask = () => currentAccess().purpose
    for (const desk of desks) expect((await desk.ask('/x')).status).toBe(200)
    expect(seen).toEqual(doors.map(() => 'support'))
    expect(() => currentAccess()).toThrow()
  })
})
