import { describe, expect, it } from 'vitest'
import { isPurposeboundError } from '../../src/index.js'
import { fileSink } from '../../src/sinks/file.js'
import { testGate } from '../../src/testing/index.js'
import { shop } from '../shop.js'

const SECRET = 'S3CR3T'
const bomb = (key: string) =>
  Object.defineProperty({}, key, {
    enumerable: true,
    get() {
      throw new Error(SECRET)
    },
  })
const codeOf = (work: () => unknown): string => {
  try {
    work()
    return 'done'
  } catch (error) {
    return isPurposeboundError(error) ? error.code : 'a stranger'
  }
}

describe('options that cannot be read', () => {
  it.each(
    [undefined, null, 5, {}, { path: '' }, { path: 'x', sync: 1 }, bomb('path')].map(
      (options) => () => options,
    ),
  )('are no file to write to: %#', (options) =>
    expect(codeOf(() => fileSink(options() as never))).toBe('config_invalid'),
  )

  it('are no time for a test', () => {
    expect(codeOf(() => testGate({ policy: shop, now: 'soon' }))).toBe('config_invalid')
    expect(codeOf(() => testGate({ policy: shop }).setNow('soon'))).toBe('config_invalid')
  })

  it.each([null, 5, { timeoutMs: 'x' }, bomb('timeoutMs')].map((options) => () => options))(
    'close a gate all the same: %#',
    async (options) => {
      const { gate } = testGate({ policy: shop })
      expect(await gate.close(options() as never)).toEqual({ flushed: 0, unflushed: 0 })
    },
  )

  it.each(
    [
      bomb('now'),
      bomb('consents'),
      { consents: '' },
      { consents: 0 },
      { now: 'soon' },
      { now: Object.create(Date.prototype) },
    ].map((facts) => () => facts),
  )('are no facts to decide on: %#', (facts) => {
    const { gate } = testGate({ policy: shop })
    const access = gate.for('support', { actor: { id: 'a-17', roles: ['agent'], tenant: 't-1' } as never })
    const decision = access.decide('member', {} as never, facts() as never)
    expect(decision).toMatchObject({ effect: 'deny', reason: 'evaluation_error' })
  })
})
