import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { consoleSink } from '../../src/sinks/console.js'
import { memorySink } from '../../src/sinks/memory.js'
import { bomb, SECRET } from './hostile.js'
import { open, outcome } from './open.js'
import { agent, ann, keeper } from './shop.js'

const disk = { name: 'disk', durability: 'disk', write() {} }
const read = (audit: unknown) =>
  outcome(() => open({ audit }).gate.for('support', { actor: agent }).read('customer', ann))

describe('a gate without a trail', () => {
  it.each<[string, () => unknown]>([
    ['nothing', () => undefined],
    ['an empty list', () => ({ sinks: [] })],
    ['optional sinks alone', () => ({ sinks: [{ sink: disk, required: false }] })],
    ['the console alone', () => consoleSink()],
    ['a sink that cannot write', () => ({ name: 's', durability: 'disk' })],
    ['a sink of unknown durability', () => ({ ...disk, durability: 'eternal' })],
    ['a half-meant wish', () => ({ unsafeNoAudit: 'true' })],
    ['a wish beside sinks', () => ({ unsafeNoAudit: true, sinks: [disk] })],
    ['a promise that no sink keeps', () => ({ sinks: [memorySink()], requireDurability: 'disk' })],
    ['a misspelt option', () => ({ sinks: [disk], delivry: 'strict' })],
    ['a remote sink alone, in strict delivery', () => ({ sinks: [{ ...disk, remote: true }] })],
    ['remote delivery to nobody remote', () => ({ sinks: [disk], delivery: 'remote' })],
    ['the console alone, by best effort', () => ({ sinks: [consoleSink()], delivery: 'best_effort' })],
  ])('T49: %s is no audit: the gate does not start', async (_, audit) => {
    expect(await read(audit())).toBe('config_invalid')
  })

  it('T49: the one way to have none is to ask for it in so many words, and it is said once', async () => {
    const { gate, warnings } = open({ audit: { unsafeNoAudit: true } })
    for (let i = 0; i < 3; i++) await gate.for('support', { actor: agent }).read('customer', ann)
    expect(warnings).toEqual([expect.stringContaining('unsafeNoAudit')])
  })

  it('T49: a polluted prototype does not ask for it', async () => {
    const sink = memorySink()
    Object.defineProperty(Object.prototype, 'unsafeNoAudit', { value: true, configurable: true })
    try {
      expect(await read({ sinks: [sink] })).toBe('released')
    } finally {
      delete (Object.prototype as { unsafeNoAudit?: true }).unsafeNoAudit
    }
    expect(sink.records.filter(({ type }) => type === 'decision')).toHaveLength(1)
  })
})

describe('a sink that misbehaves', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => void vi.useRealTimers())

  const faults: readonly [string, () => unknown][] = [
    ['throws', () => Reflect.get(bomb({}, 'x'), 'x')],
    ['rejects', () => Promise.reject(new Error(SECRET))],
    ['rejects with nothing', () => Promise.reject(undefined)],
    ['rejects with what throws', () => Promise.reject(bomb({}, 'code', 'message'))],
    ['never answers', () => new Promise(() => {})],
    ['answers too late', () => new Promise((resolve) => setTimeout(resolve, 2001))],
    ['fails too late', () => new Promise((_, reject) => setTimeout(reject, 2001, new Error(SECRET)))],
    ['answers with a count', () => 1],
    ['answers with false', () => false],
    ['answers with what throws when awaited', () => bomb({}, 'then')],
  ]

  it.each(faults)('T50: one that %s denies everything in time, and tells nobody why', async (_, fault) => {
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    const sink = { ...disk, durability: 'memory', write: fault }
    const { gate, warnings } = open({ audit: sink })
    const access = gate.for('support', { actor: keeper })
    const { cvc: _c, ...draft } = ann
    const errors: unknown[] = []
    const release = vi.fn()
    for (const work of [
      () => access.read('customer', ann),
      () => access.readMany('customer', [ann]),
      () => access.query(access.plan('customer'), () => [ann]),
      () => access.create('customer', draft),
      () => access.update('customer', ann, { name: 'Anna' }),
      () => access.delete('customer', ann),
      () => gate.for('nothing', { actor: agent }).read('customer', ann),
      () => gate.consents.give({ subject: 'c-1', purposes: ['direct_mail'] }),
    ]) {
      const done = work().then(release, (error: unknown) => errors.push(error))
      await vi.advanceTimersByTimeAsync(2000)
      await done
    }
    await vi.runAllTimersAsync()
    process.off('unhandledRejection', unhandled)
    expect(errors.map((error) => (error as { reason?: string }).reason)).toEqual(
      Array(8).fill('audit_unavailable'),
    )
    expect(release).not.toHaveBeenCalled()
    expect(unhandled).not.toHaveBeenCalled()
    expect(`${errors} ${warnings} ${JSON.stringify(errors)}`).not.toContain(SECRET)
  })

  it('T50: one that answers twice acknowledges once', async () => {
    const answers = Object.defineProperty({}, 'then', { value: (ok: () => void) => [ok(), ok()] })
    const { gate } = open({ audit: { ...disk, durability: 'memory', write: () => answers } })
    expect(await outcome(gate.for('support', { actor: agent }).read('customer', ann))).toBe('released')
    expect(await gate.close()).toEqual({ flushed: 0, unflushed: 0 })
  })
})
