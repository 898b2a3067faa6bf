import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type {
  ConsentAction,
  ConsentEntry,
  ConsentEvent,
  ConsentState,
  EventAction,
} from '../../../src/core/decide/consent.js'
import { foldConsent } from '../../../src/core/decide/fold-consent.js'

const ACTIONS: readonly ConsentAction[] = [
  'give',
  'renew',
  'withdraw',
  'refuse',
  'object',
  'restrict',
  'lift',
]
const YES: readonly EventAction[] = ['give', 'renew']
const NO: readonly EventAction[] = ['withdraw', 'refuse']

// a diamond with a tail: parents above children, each with all that lies below it
const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  marketing: ['marketing', 'direct_mail', 'sms', 'birthday_mail'],
  analytics: ['analytics', 'direct_mail', 'birthday_mail'],
  direct_mail: ['direct_mail', 'birthday_mail'],
  birthday_mail: ['birthday_mail'],
  sms: ['sms'],
}
const NAMES = Object.keys(FAMILIES)

const named = fc
  .subarray(NAMES, { minLength: 1 })
  .chain((names) => fc.shuffledSubarray(names, { minLength: names.length }))
const event = fc
  .record({
    action: fc.constantFrom(...ACTIONS),
    named,
    terms: fc.constantFrom(undefined, 1, 2),
    expiresAt: fc.constantFrom(undefined, 5, 9),
    recipients: fc.constantFrom(undefined, undefined, [], ['insurer'], ['insurer', 'school']),
    only: fc.constantFrom(undefined, undefined, ['insurer'], ['school', 'insurer']),
  })
  .map(
    ({ action, named, terms, expiresAt, recipients, only }): ConsentEvent => ({
      id: 'e-1',
      action,
      person: { id: 'm-1', population: 'person' },
      at: 0,
      purposes: named.flatMap((via) =>
        FAMILIES[via]!.map((purpose) => ({ purpose, via, ...(terms && { terms }) })),
      ),
      ...(expiresAt && { expiresAt }),
      ...(recipients && { recipients }),
      ...(only && NO.includes(action) && { onlyRecipients: only }),
    }),
  )
const history = fc.array(event, { maxLength: 12 })

describe('foldConsent: laws', () => {
  it('says of each purpose what its history says', () => {
    fc.assert(
      fc.property(history, (events) => {
        const state = fold(events)
        for (const purpose of NAMES) expect(state[purpose]).toEqual(plain(events, purpose))
      }),
      { numRuns: 1_000 },
    )
  })

  it('only a lift ends an objection or a restriction', () => {
    fc.assert(
      fc.property(history, event, (events, next) => {
        const [before, after] = [fold(events), fold([...events, next])]
        fc.pre(next.action !== 'lift')
        for (const purpose of NAMES) {
          expect(after[purpose]?.objected ?? []).toEqual(
            expect.arrayContaining([...(before[purpose]?.objected ?? [])]),
          )
          expect(after[purpose]?.restricted ?? []).toEqual(
            expect.arrayContaining([...(before[purpose]?.restricted ?? [])]),
          )
        }
      }),
    )
  })

  it('only a yes ends a no', () => {
    fc.assert(
      fc.property(history, event, (events, next) => {
        fc.pre(!YES.includes(next.action))
        const [before, after] = [fold(events), fold([...events, next])]
        for (const purpose of NAMES)
          expect(vias(after[purpose])).toEqual(expect.arrayContaining(vias(before[purpose])))
      }),
    )
  })

  it('touches no purpose that the event does not name', () => {
    fc.assert(
      fc.property(history, event, (events, next) => {
        const before = fold(events)
        const after = foldConsent(before, next)
        const touched = new Set(next.purposes.map(({ purpose }) => purpose))
        for (const purpose of NAMES) if (!touched.has(purpose)) expect(after[purpose]).toBe(before[purpose])
      }),
    )
  })

  it('order does not matter between events about different purposes', () => {
    fc.assert(
      fc.property(history, event, event, (events, a, b) => {
        fc.pre(!a.purposes.some(({ purpose }) => b.purposes.some((other) => other.purpose === purpose)))
        expect(fold([...events, a, b])).toEqual(fold([...events, b, a]))
      }),
    )
  })

  it('order does not matter inside an event, save for which name is kept', () => {
    fc.assert(
      fc.property(history, event, (events, next) => {
        const [one, other] = [next, { ...next, purposes: next.purposes.toReversed() }].map((each) =>
          fold([...events, each]),
        )
        for (const purpose of NAMES) {
          expect(vias(one![purpose]).sort()).toEqual(vias(other![purpose]).sort())
          expect(one![purpose]?.given === undefined).toBe(other![purpose]?.given === undefined)
          expect([...(one![purpose]?.objected ?? [])].sort()).toEqual(
            [...(other![purpose]?.objected ?? [])].sort(),
          )
        }
      }),
    )
  })

  it('the same event again changes nothing', () => {
    fc.assert(
      fc.property(history, event, (events, next) => {
        // but that a yes may then be a renewal: stores know an event by its id
        expect(unmarked(fold([...events, next, next]))).toEqual(unmarked(fold([...events, next])))
      }),
    )
  })
})

/** The slow and obvious reading: each saying stands unless a later one, at the same name or at the purpose itself, ended it. */
function plain(events: readonly ConsentEvent[], purpose: string): ConsentEntry | undefined {
  const all = events.flatMap(({ action, purposes, expiresAt, recipients = [], onlyRecipients }) =>
    purposes
      .filter((each) => each.purpose === purpose)
      .map(({ via, terms }) => ({ action, via, terms, expiresAt, recipients, onlyRecipients })),
  )
  if (all.length === 0) return undefined
  const said = all.filter(({ onlyRecipients }) => !onlyRecipients)
  // each no to a recipient stands until a yes at the same name, or at the purpose itself, names it
  const partial = all.flatMap(({ via, onlyRecipients = [] }, i) =>
    onlyRecipients
      .filter(
        (recipient) =>
          !all
            .slice(i + 1)
            .some(
              (later) =>
                YES.includes(later.action) &&
                (later.via === via || later.via === purpose) &&
                later.recipients.includes(recipient),
            ),
      )
      .map((recipient) => ({ recipient, via })),
  )
  const stoppedRecipients = partial.filter(
    (stop, i) =>
      partial.findIndex(({ recipient, via }) => recipient === stop.recipient && via === stop.via) === i,
  )
  const standing = (kinds: readonly EventAction[], ends: readonly EventAction[]) =>
    said.filter(
      ({ action, via }, i) =>
        kinds.includes(action) &&
        !said
          .slice(i + 1)
          .some((later) => ends.includes(later.action) && (later.via === via || later.via === purpose)),
    )
  const yes = said.findLast(({ action }) => YES.includes(action))
  const latest = events.findLastIndex(
    ({ action, purposes }) => YES.includes(action) && purposes.some((each) => each.purpose === purpose),
  )
  const before: ConsentEntry | undefined = latest < 0 ? undefined : plain(events.slice(0, latest), purpose)
  // of several at one name the last is kept for a no, the first for an objection
  const nos = standing(NO, YES).filter(
    ({ via }, i, all) => !all.slice(i + 1).some((later) => later.via === via),
  )
  const objected = new Set(standing(['object'], ['lift']).map(({ via }) => via))
  const restricted = new Set(standing(['restrict'], ['lift']).map(({ via }) => via))
  return {
    ...(yes && {
      given: {
        via: yes.via,
        ...(yes.terms && { terms: yes.terms }),
        ...(yes.expiresAt && { expiresAt: yes.expiresAt }),
        ...(yes.action === 'renew' && before?.given && !before.stopped && { renewed: true }),
        ...(yes.recipients.length > 0 && { recipients: yes.recipients }),
      },
    }),
    ...(stoppedRecipients.length > 0 && { stoppedRecipients }),
    ...(nos.length > 0 && {
      stopped: nos.map(({ action, via }) => ({
        status: action === 'refuse' ? 'ConsentRefused' : 'ConsentWithdrawn',
        via,
      })),
    }),
    ...(objected.size > 0 && { objected: [...objected] }),
    ...(restricted.size > 0 && { restricted: [...restricted] }),
  }
}

function fold(events: readonly ConsentEvent[]): ConsentState['purposes'] {
  return events.reduce<ConsentState['purposes']>(foldConsent, {})
}

function unmarked(purposes: ConsentState['purposes']) {
  return Object.entries(purposes).map(([purpose, { given, ...rest }]) => {
    const { renewed: _, ...yes } = given ?? { via: '' }
    return [purpose, yes, rest]
  })
}

function vias(entry: ConsentState['purposes'][string] | undefined): string[] {
  return (entry?.stopped ?? []).map(({ via }) => via)
}
