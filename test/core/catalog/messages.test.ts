import { describe, expect, it } from 'vitest'
import { base, catalog, wrong } from './held.js'

const with_ = (messages: unknown) => ({
  ...base,
  purposes: { ...base.purposes, by_email: { title: 'E-mail', basis: 'consent', uses: [] } },
  messages,
})

describe('what people are spared of', () => {
  it('is read: channels by their purposes, caps in calendar time, quiet hours', () => {
    const { messages } = catalog(
      with_({
        channels: { email: 'by_email' },
        most: [
          { count: 2, per: 'P1W' },
          { count: 5, per: 'P1M' },
        ],
        quiet: { from: '21:00', to: '08:00', timeZone: 'Asia/Tokyo' },
      }),
    )
    expect([...messages.channels].map(([name, { name: purpose }]) => [name, purpose])).toEqual([
      ['email', 'by_email'],
    ])
    expect(messages.most.map(({ count, rule }) => [count, rule])).toEqual([
      [2, '/messages/most/0'],
      [5, '/messages/most/1'],
    ])
    expect(messages.most[1]!.longestMs).toBeGreaterThanOrEqual(31 * 86_400_000)
    const at = (time: string) => messages.quiet?.holds(Date.parse(`2026-11-30T${time}:00+09:00`))
    expect(['20:59', '21:00', '23:59', '00:00', '07:59', '08:00'].map(at)).toEqual([
      false,
      true,
      true,
      true,
      true,
      false,
    ])
    expect(messages.quiet?.holds(Number.NaN)).toBe(true)
  })

  it('is nothing where the policy says nothing', () => {
    expect(catalog(base).messages).toEqual({ channels: new Map(), most: [] })
  })

  it('quiet hours within a day, and where clocks are put forward', () => {
    const { quiet } = catalog(
      with_({ quiet: { from: '01:00', to: '06:00', timeZone: 'Europe/Berlin' } }),
    ).messages
    const at = (time: string) => quiet?.holds(Date.parse(time))
    // 29 March 2026, 01:00 UTC: two o'clock becomes three
    expect(at('2026-03-29T03:59:00Z')).toBe(true)
    expect(at('2026-03-29T04:00:00Z')).toBe(false)
    expect(at('2026-03-28T04:59:00Z')).toBe(true)
    expect(at('2026-03-28T05:00:00Z')).toBe(false)
  })

  it.each<[string, unknown, string]>([
    [
      'an unknown purpose',
      { channels: { email: 'by_mail' } },
      '/messages/channels/email: unknown purpose `by_mail` (by_email)',
    ],
    [
      'a channel that nobody is asked about',
      { channels: { email: 'support' } },
      '/messages/channels/email: `support` does not rest on `consent`: a channel is agreed to',
    ],
    [
      'a channel without a name',
      { channels: { 'E-Mail': 'by_email' } },
      '/messages/channels/E-Mail: a name is `[a-z][A-Za-z0-9_]*`, at most 64 characters',
    ],
    [
      'no duration',
      { most: { count: 1, per: 'week' } },
      '/messages/most/per: a period is an ISO 8601 duration of at most a year, such as `P1W`',
    ],
    [
      'two years',
      { most: [{ count: 1, per: 'P2Y' }] },
      '/messages/most/0/per: a period is an ISO 8601 duration of at most a year, such as `P1W`',
    ],
    ['half a message', { most: { count: 0.5, per: 'P1W' } }, '/messages/most/count: expected a whole number'],
    [
      'no time of day',
      { quiet: { from: '9pm', to: '08:00', timeZone: 'Asia/Tokyo' } },
      '/messages/quiet/from: a time of day is `hh:mm`, such as `21:00`',
    ],
    [
      'hours that never end',
      { quiet: { from: '08:00', to: '08:00', timeZone: 'Asia/Tokyo' } },
      '/messages/quiet/to: quiet hours end at another time than they begin',
    ],
    [
      'no time zone',
      { quiet: { from: '21:00', to: '08:00', timeZone: 'Tokyo' } },
      '/messages/quiet/timeZone: a time zone is one of the tz database, such as `Asia/Tokyo`',
    ],
    [
      'an offset',
      { quiet: { from: '21:00', to: '08:00', timeZone: '+09:00' } },
      '/messages/quiet/timeZone: a time zone is one of the tz database, such as `Asia/Tokyo`',
    ],
  ])('refuses %s', (_, messages, said) => {
    expect(wrong(with_(messages))).toContain(said)
  })
})
