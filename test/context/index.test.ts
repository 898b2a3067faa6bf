import { AsyncLocalStorage } from 'node:async_hooks'
import { EventEmitter, once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { currentAccess, withAccess } from '../../src/context/index.js'
import type { Access } from '../../src/index.js'
import { testGate } from '../../src/testing/index.js'
import { agent, aiko, shop } from '../shop.js'

const { gate } = testGate({ policy: shop })
const support = gate.for('support', { actor: agent })
const research = gate.for('research', { actor: { ...agent, roles: ['analyst'] } })
const refused = expect.objectContaining({ code: 'access_denied', reason: 'no_context' })

/** Deep in a service, where nobody passes an access along. */
const nameOf = async () =>
  (await currentAccess<Access<typeof shop, 'support'>>('support').read('member', aiko)).name

describe('an ambient access', () => {
  it('is there for everything that is called and awaited', async () => {
    await expect(withAccess(support, nameOf)).resolves.toBe('Aiko Sato')
    await withAccess(support, async () => {
      await new Promise((resolve) => setImmediate(resolve))
      expect(currentAccess()).toBe(support)
    })
  })

  it('is not there outside, and nothing stands in for it', async () => {
    expect(() => currentAccess()).toThrow(refused)
    withAccess(support, () => {})
    expect(() => currentAccess()).toThrow(refused)
    await expect(nameOf()).rejects.toEqual(refused)
  })

  it('is one a request, however they are mixed', async () => {
    const seen = await Promise.all(
      [support, research, support].map((access) =>
        withAccess(access, async () => {
          await new Promise((resolve) => setImmediate(resolve))
          return currentAccess().purpose
        }),
      ),
    )
    expect(seen).toEqual(['support', 'research', 'support'])
  })

  it('of another purpose is none', () => {
    withAccess(research, () => {
      expect(() => currentAccess('support')).toThrow(refused)
      expect(currentAccess('research')).toBe(research)
    })
  })

  it('inside another one ends with it', () => {
    withAccess(support, () => {
      withAccess(research, () => expect(currentAccess()).toBe(research))
      expect(currentAccess()).toBe(support)
    })
  })

  it('T24 of another request is refused by its purpose, where a pool calls back in the context that opened it', async () => {
    // a pool that was opened in one request and answers another one calls its listeners in the context of the emitter
    const pool = new EventEmitter()
    const answered = once(pool, 'answered')
    withAccess(support, () => {
      pool.on('query', () => {
        expect(() => currentAccess('support')).toThrow(refused)
        pool.emit('answered')
      })
    })
    withAccess(research, () => pool.emit('query'))
    await answered
    // nor is one there where the context was lost
    new AsyncLocalStorage().exit(() => expect(() => currentAccess('support')).toThrow(refused))
  })

  it('ends when the work throws', () => {
    const boom = new Error('boom')
    expect(() =>
      withAccess(support, () => {
        throw boom
      }),
    ).toThrow(boom)
    expect(() => currentAccess()).toThrow(refused)
  })
})
