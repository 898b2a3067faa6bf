import { describe, expect, it } from 'vitest'
import { bomb, revoked, SECRET } from './hostile.js'
import { open, outcome } from './open.js'
import { agent, ann } from './shop.js'

describe('what comes with a request', () => {
  const read = (context: () => unknown) => {
    const { gate, records } = open()
    return { records, said: outcome(async () => gate.for('support', context()).read('customer', ann)) }
  }

  it.each([
    ['nothing', () => undefined, 'actor_unresolved'],
    ['a number', () => 7, 'actor_unresolved'],
    ['a context that throws', () => bomb({}, 'actor'), 'input_invalid'],
    ['a context that was revoked', () => revoked({ actor: agent }), 'input_invalid'],
    ['a justification that throws', () => bomb({ actor: agent }, 'justification'), 'input_invalid'],
    ['declared purposes that throw', () => bomb({ actor: agent }, 'allowedPurposes'), 'input_invalid'],
    [
      'a declared purpose that throws',
      () => ({ actor: agent, allowedPurposes: bomb(['support'], '0') }),
      'input_invalid',
    ],
    [
      'declared purposes that were revoked',
      () => ({ actor: agent, allowedPurposes: revoked(['support']) }),
      'input_invalid',
    ],
    ['a justification that is none', () => ({ actor: agent, justification: { text: 'x' } }), 'input_invalid'],
  ])(
    'T30: %s in the place of a context is denied, in a code and with nothing of it',
    async (_, context, code) => {
      const { said } = read(context)
      expect(await said).toBe(code)
    },
  )

  it('T30: extras and marks of a request that throw never reach the caller, and never stop an access', async () => {
    for (const context of [
      { ext: bomb({}, 'ticket') },
      { ext: revoked({}) },
      { ext: { ticket: 'x', deep: { a: 1 } } },
      { request: 7, traceparent: {} },
    ]) {
      const { records, said } = read(() => ({ actor: agent, ...context }))
      expect(await said).toBe('released')
      expect(JSON.stringify(records)).not.toContain(SECRET)
    }
  })

  it.each<[string, () => unknown]>([
    ['that throw', () => bomb({}, 'require')],
    ['that name no field', () => ({ require: ['nobody'] })],
    ['that are text', () => ({ require: 'name' })],
    ['that are a number', () => ({ require: 7 })],
    ['that are null', () => ({ require: null })],
    ['that were revoked', () => ({ require: revoked(['name']) })],
    ['that hold no names', () => ({ require: [{ toString: () => 'name' }] })],
  ])('T30: options %s are refused alike by one, many and a stream', async (_, options) => {
    const { gate } = open()
    const access = gate.for('support', { actor: agent })
    const first = async (work: Promise<{ refused: readonly { reason: string }[] }>) => {
      const [refused] = (await work).refused
      if (refused) throw refused
    }
    const page = async () => {
      for await (const each of access.stream('customer', [ann], options())) return each
      throw new Error('no page')
    }
    expect(await outcome(() => access.read('customer', ann, options()))).toBe('input_invalid')
    expect(await outcome(first(access.readMany('customer', [ann], options())))).toBe('input_invalid')
    expect(await outcome(first(page()))).toBe('input_invalid')
  })

  it.each<[string, () => unknown]>([
    ['nothing', () => undefined],
    ['null', () => null],
    ['text', () => 'rows'],
    ['a number', () => 7],
    ['an object', () => ({ 0: ann, length: 1 })],
    ['a revoked list', () => revoked([ann])],
  ])('T30: %s in the place of rows is refused alike by a list, a stream and a query', async (_, rows) => {
    const access = open().gate.for('support', { actor: agent })
    const drain = async () => {
      for await (const page of access.stream('customer', rows())) expect(page.views).toEqual([])
    }
    expect(await outcome(() => access.readMany('customer', rows()))).toBe('input_invalid')
    expect(await outcome(drain)).toBe('input_invalid')
    expect(await outcome(() => access.query(access.plan('customer'), rows))).toBe('input_invalid')
    expect(await outcome(() => access.query(access.plan('customer'), rows()))).toBe('input_invalid')
  })

  it.each<[string, () => unknown, () => unknown]>([
    ['no kinds', () => null, () => ({})],
    ['no repository', () => ({ find: 'one' }), () => null],
    ['a repository that throws', () => ({ find: 'one' }), () => bomb({}, 'find')],
    ['kinds that throw', () => bomb({}, 'find'), () => ({ find: () => ann })],
    ['a kind that is a list', () => ({ find: ['one'] }), () => ({ find: () => ann })],
    ['a method that every object inherits', () => ({ constructor: 'one' }), () => ({})],
  ])('T30: a guard over %s is refused where it is made', async (_, kinds, repository) => {
    expect(await outcome(() => open().gate.guard('customer', kinds(), repository()))).toBe('config_invalid')
  })
})
