import { describe, expect, it } from 'vitest'
import { createDispatch } from '../../../src/core/record/dispatch.js'
import type { AuditOption } from '../../../src/core/record/sink.js'
import { fakeSink } from './fake-sink.js'
import { hooks } from './hooks.js'
import { decision } from './sample.js'

describe('createDispatch', () => {
  it.each<[AuditOption, string | undefined, boolean, number]>([
    [fakeSink(), 'disk', true, 0],
    [fakeSink('ack', { durability: 'replicated' }), 'replicated', true, 0],
    [fakeSink('ack', { durability: 'os' }), 'os', true, 1],
    [fakeSink('ack', { durability: 'memory' }), 'memory', false, 1],
    [
      {
        sinks: [
          fakeSink('ack', { durability: 'memory' }),
          fakeSink('ack', { durability: 'memory', lossy: true }),
        ],
      },
      'memory',
      true,
      1,
    ],
    [
      { sinks: [fakeSink('ack', { durability: 'memory' }), { sink: fakeSink(), required: false }] },
      'memory',
      true,
      1,
    ],
    [{ unsafeNoAudit: true }, undefined, false, 1],
  ])('knows what it promises, and says once what it does not (%#)', (option, durability, lasting, warned) => {
    const warnings: string[] = []
    const dispatch = createDispatch(option, { ...hooks, warn: (message) => warnings.push(message) })
    dispatch.submit([decision(1)])
    dispatch.submit([decision(2)])
    expect(dispatch.lasting).toBe(lasting)
    expect(dispatch.config.durability).toBe(durability)
    expect(warnings).toHaveLength(warned)
  })

  it('releases without a record only when told so', async () => {
    const dispatch = createDispatch({ unsafeNoAudit: true }, hooks)
    expect(dispatch.submit([decision(1)])).toBeUndefined()
    expect(await dispatch.close()).toEqual({ flushed: 0, unflushed: 0 })
  })

  it('refuses a bad option where it is written', () => {
    expect(() => createDispatch({ sinks: [] }, hooks)).toThrow(
      expect.objectContaining({ code: 'config_invalid' }),
    )
  })

  it('needs no logger that works', () => {
    const warn = (): never => {
      throw new Error('no logger')
    }
    const dispatch = createDispatch(fakeSink('throw', { durability: 'memory' }), { ...hooks, warn })
    expect(() => dispatch.submit([decision(1)])).toThrow(
      expect.objectContaining({ name: 'AuditUnavailable' }),
    )
  })

  it('hands over nothing when there is nothing', () => {
    const sink = fakeSink()
    createDispatch(sink, hooks).submit([])
    expect(sink.writes).toEqual([])
  })

  it('counts as lost what hooks fail to put into words', () => {
    const broken = (): never => {
      throw new Error('secret')
    }
    const sink = fakeSink('throw')
    const dispatch = createDispatch({ sinks: [sink, fakeSink()] }, { ...hooks, gap: broken, aborted: broken })
    expect(() => dispatch.submit([decision(1)])).toThrow('sink_failed')
    sink.conduct = 'ack'
    expect(() => dispatch.submit([decision(2)])).toThrow('sink_failed')
    expect(dispatch.stats()).toMatchObject({ submitted: 2, delivered: 0, lost: 2, pending: 0 })
  })
})
