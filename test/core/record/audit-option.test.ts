import { describe, expect, it } from 'vitest'
import { checkAudit } from '../../../src/core/record/audit-option.js'
import type { AuditSink, Durability } from '../../../src/core/record/sink.js'

const sink = (durability: Durability, more: Partial<AuditSink> = {}): AuditSink => ({
  name: durability,
  durability,
  write() {},
  ...more,
})
const disk = sink('disk')
const stdout = sink('memory', { lossy: true })

describe('checkAudit', () => {
  it('takes one sink, strict, with a deadline of two seconds', () => {
    expect(checkAudit(disk)).toEqual({
      required: [disk],
      optional: [],
      delivery: 'strict',
      deadlineMs: 2000,
      durability: 'disk',
    })
  })

  it('tells required sinks from optional ones; one that may lose records is optional by nature', () => {
    const memory = sink('memory')
    const audit = checkAudit({
      sinks: [memory, { sink: disk }, { sink: sink('os'), required: false }, stdout],
      delivery: 'buffered',
      deadlineMs: 50,
    })
    expect(audit).toMatchObject({
      required: [memory, disk],
      optional: [{ name: 'os' }, stdout],
      delivery: 'buffered',
      deadlineMs: 50,
      durability: 'disk',
    })
  })

  it('takes a class for a sink', () => {
    class Sink {
      readonly name = 'mine'
      readonly durability = 'replicated'
      write(): void {}
    }
    expect(checkAudit({ sinks: [new Sink()], requireDurability: 'disk' })?.durability).toBe('replicated')
  })

  it('has no audit only when asked in so many words', () => {
    expect(checkAudit({ unsafeNoAudit: true })).toBeUndefined()
  })

  const bad: readonly (readonly [string, unknown])[] = [
    ['nothing', undefined],
    ['null', null],
    ['false', false],
    ['an empty object', {}],
    ['no sink', { sinks: [] }],
    ['sinks that are no list', { sinks: disk }],
    ['only optional sinks', { sinks: [{ sink: disk, required: false }] }],
    ['only a sink that may lose records', stdout],
    ['only sinks that may lose records', { sinks: [stdout, sink('os', { lossy: true })] }],
    ['a lossy sink called required', { sinks: [disk, { sink: stdout, required: true }] }],
    ['a sink without a name', { sinks: [sink('disk', { name: '' })] }],
    ['a sink without durability', { name: 'x', write() {} }],
    ['a sink of unknown durability', sink('eternal' as never)],
    ['a sink without write', { sinks: [{ name: 'x', durability: 'disk' }] }],
    ['the same sink twice', { sinks: [disk, { sink: disk }] }],
    ['too weak a sink', { sinks: [sink('os')], requireDurability: 'disk' }],
    [
      'a strong sink that is only optional',
      { sinks: [sink('os'), { sink: disk, required: false }], requireDurability: 'disk' },
    ],
    ['an unknown durability', { sinks: [disk], requireDurability: 'very' }],
    ['a mode of a later version', { sinks: [disk], delivery: 'best_effort' }],
    ['an option misspelt', { sinks: [disk], requireDurabilty: 'disk' }],
    ['required that is no boolean', { sinks: [{ sink: disk, required: 'no' }] }],
    ['a deadline of zero', { sinks: [disk], deadlineMs: 0 }],
    ['a deadline that is not a number', { sinks: [disk], deadlineMs: Number.NaN }],
    ['a deadline without end', { sinks: [disk], deadlineMs: Number.POSITIVE_INFINITY }],
    ['unsafeNoAudit: false', { unsafeNoAudit: false }],
    ['unsafeNoAudit beside sinks', { unsafeNoAudit: true, sinks: [disk] }],
  ]
  it.each(bad)('refuses %s', (_, option) => {
    expect(() => checkAudit(option)).toThrow(expect.objectContaining({ code: 'config_invalid' }))
  })
})
