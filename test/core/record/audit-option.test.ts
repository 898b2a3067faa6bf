import { describe, expect, it } from 'vitest'
import { type Audit, checkAudit } from '../../../src/core/record/audit-option.js'
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
    expect(checkAudit(disk)).toMatchObject({
      entries: [{ sink: disk, required: true, deadlineMs: 2000 }],
      routes: { front: [{ sink: disk }], behind: [], side: [], fed: [], awaited: [] },
      delivery: 'strict',
      durability: 'disk',
    })
  })

  it('tells required sinks from optional ones; one that may lose records is optional by nature', () => {
    const memory = sink('memory')
    const audit = checkAudit({
      sinks: [memory, { sink: disk, deadlineMs: 70 }, { sink: sink('os'), required: false }, stdout],
      delivery: 'buffered',
      deadlineMs: 50,
    })
    expect(audit).toMatchObject({
      routes: {
        front: [
          { sink: memory, deadlineMs: 50 },
          { sink: disk, deadlineMs: 70 },
        ],
        side: [{ sink: { name: 'os' } }, { sink: stdout }],
      },
      delivery: 'buffered',
      durability: 'disk',
    })
  })

  const remote = sink('replicated', { name: 'remote', remote: true })
  const journal = sink('disk', { name: 'journal', feed: () => ({}) as never })
  const optional = { sink: sink('replicated', { name: 'optional', remote: true }), required: false }
  it.each<[string, unknown, object]>([
    ['strict waits for local sinks', [disk, remote], { front: ['disk'], behind: ['remote'] }],
    [
      'a journal feeds remote ones',
      [disk, journal, remote, optional],
      { front: ['disk', 'journal'], fed: ['remote', 'optional'] },
    ],
    [
      'only a required sink can be a journal',
      [disk, { sink: journal, required: false }, remote],
      { front: ['disk'], side: ['journal'], behind: ['remote'] },
    ],
    [
      'a remote sink is no journal',
      [disk, { ...remote, feed: journal.feed }, optional],
      { front: ['disk'], behind: ['remote'], side: ['optional'] },
    ],
  ])('strict: %s', (_, sinks, routes) => {
    expect(named(checkAudit({ sinks }))).toEqual({ ...NO_ROUTE, ...routes })
  })

  it('remote: waits for the remote sinks as well, by way of the journal if there is one', () => {
    expect(named(checkAudit({ sinks: [disk, remote, optional], delivery: 'remote' }))).toEqual({
      ...NO_ROUTE,
      front: ['disk', 'remote'],
      side: ['optional'],
    })
    expect(named(checkAudit({ sinks: [journal, remote, optional], delivery: 'remote' }))).toEqual({
      ...NO_ROUTE,
      front: ['journal'],
      fed: ['remote', 'optional'],
      awaited: ['remote'],
    })
    expect(checkAudit({ sinks: [remote], delivery: 'remote' })).toMatchObject({ durability: 'replicated' })
  })

  it.each(['buffered', 'best_effort'])(
    '%s: has a queue for a remote sink, unless a journal feeds it',
    (delivery) => {
      expect(named(checkAudit({ sinks: [remote, optional], delivery }))).toEqual({
        ...NO_ROUTE,
        front: ['remote'],
        side: ['optional'],
      })
      expect(named(checkAudit({ sinks: [journal, remote], delivery }))).toEqual({
        ...NO_ROUTE,
        front: ['journal'],
        fed: ['remote'],
      })
    },
  )

  it('promises what a release waits for, and no more', () => {
    const sinks = [journal, remote]
    expect(checkAudit({ sinks })?.durability).toBe('disk')
    expect(checkAudit({ sinks, delivery: 'remote' })?.durability).toBe('replicated')
    expect(() => checkAudit({ sinks, requireDurability: 'replicated' })).toThrow('promises `disk`')
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
    ['an unknown delivery', { sinks: [disk], delivery: 'eventually' }],
    ['strict delivery to remote sinks alone', { sinks: [sink('replicated', { remote: true })] }],
    [
      'strict delivery whose local sinks are optional',
      { sinks: [{ sink: disk, required: false }, sink('disk', { remote: true })] },
    ],
    ['remote delivery without a remote sink', { sinks: [disk], delivery: 'remote' }],
    [
      'remote delivery whose remote sinks are optional',
      { sinks: [disk, { sink: sink('disk', { remote: true }), required: false }], delivery: 'remote' },
    ],
    [
      'two sinks of one name, fed by a journal',
      {
        sinks: [
          sink('disk', { feed: () => ({}) as never }),
          sink('disk', { name: 'remote', remote: true }),
          sink('disk', { name: 'remote', remote: true }),
        ],
      },
    ],
    ['an option of an entry misspelt', { sinks: [{ sink: disk, deadline: 50 }] }],
    ['a deadline of an entry that is none', { sinks: [{ sink: disk, deadlineMs: '50' }] }],
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

const NO_ROUTE = { front: [], behind: [], side: [], fed: [], awaited: [] }

function named(audit: Audit | undefined) {
  const { journal: _, ...routes } = audit!.routes
  return Object.fromEntries(
    Object.entries(routes).map(([route, entries]) => [route, entries.map(({ sink }) => sink.name)]),
  )
}
