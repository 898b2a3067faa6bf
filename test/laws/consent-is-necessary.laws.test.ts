import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PolicyDocument, REASONS } from '../../src/index.js'
import { memoryStore } from '../../src/stores/memory.js'
import { accessOf, type Case, cases, decided, gateOf, PATIENT, permits, runs } from './cases.js'
import { at } from './oracle-condition.js'
import { type Said, stops } from './oracle-consent.js'
import { isSame } from './oracle-people.js'
import { placesOf } from './oracle-policy.js'
import { type Person, personName } from './oracle-question.js'
import { histories } from './rows.js'
import { CATEGORIES, NOW, PURPOSES } from './vocabulary.js'

describe('consent is necessary', PATIENT, () => {
  it('consent is necessary: a row is shown only where nothing that its people said stops the purpose, save to themselves', () => {
    fc.assert(
      fc.property(permits, (each) => {
        const { document, question, known } = each
        for (const person of peopleOf(each)) {
          const said = known.said[personName(person)] ?? known.usual
          if (!isOwn(each)) expect(stops(document.purposes, question.purpose, said, known.now)).toEqual([])
        }
      }),
      runs(60),
    )
  })

  it('consent is necessary: a purpose on the basis of consent shows nothing of whoever said nothing', () => {
    fc.assert(
      fc.property(permits, (each) => {
        fc.pre(basisOf(each) === 'consent' && !isOwn(each))
        const decision = decided({ ...each, known: { now: each.known.now, usual: [], said: {} } })
        expect([decision.effect, decision.reason]).toEqual(['deny', 'consent_missing'])
      }),
      runs(60),
    )
  })

  it('consent is necessary: what was said through the gate is what counts, for every purpose and all below it', async () => {
    await fc.assert(
      fc.asyncProperty(cases, histories, async (each, history) => {
        const document = open(each.document)
        const { population } = placesOf(document.resources['visit']!.subject)[0]!
        const { gate } = gateOf({ ...each, document }, { consents: memoryStore() })
        // the gate takes down what is said today: to the terms of today or before, and ending later
        const said = history
          .map(({ unborn: _, terms, ...word }) => (terms === 1 ? { ...word, terms } : word))
          .filter(({ expiresAt = NOW + 1 }) => expiresAt > NOW)
        for (const word of said) await say(gate.consents, { id: 'u1', population }, word)
        for (const purpose of PURPOSES) {
          const access = gate.for(purpose, { actor: { id: 'u9', roles: ['r0'] }, justification: 'ticket 7' })
          const { reason, also = [] } = await access.decide('visit', { id: 1, memberId: 'u1', guestId: 'u1' })
          const heard = [reason, ...also.map((other) => other.reason)]
          const expected = stops(document.purposes, purpose, said, NOW)
          expect(heard.filter((one) => REASONS[one!]?.layer === 5)).toEqual(expected)
        }
      }),
      runs(40),
    )
  })

  it('consent is necessary: withdrawal bites on the next read, and a yes opens again', async () => {
    await fc.assert(
      fc.asyncProperty(permits, fc.nat(), async (each, nth) => {
        fc.pre(basisOf(each) === 'consent' && !isOwn(each))
        const { gate } = gateOf(each, { consents: memoryStore() })
        const people = peopleOf(each)
        const access = accessOf(gate, each.question)
        const read = () =>
          access.read(each.question.resource, each.question.row as object).then(
            () => 'released',
            (error) => error.reason,
          )
        const yes = (person: Person) =>
          gate.consents.give({ subject: person as never, purposes: [each.question.purpose] })
        expect(await read()).toBe('consent_missing')
        for (const person of people) await yes(person)
        expect(await read()).toBe('released')
        const one = people[nth % people.length]!
        await gate.consents.withdraw({ subject: one as never, purposes: [each.question.purpose] })
        expect(await read()).toBe('consent_withdrawn')
        await yes(one)
        expect(await read()).toBe('released')
      }),
      runs(40),
    )
  })
})

function basisOf({ document, question }: Case): string {
  return document.purposes[question.purpose]!.basis
}

/** Whether the row is about whoever asks, and the purpose open to them. */
function isOwn(each: Case): boolean {
  const { self } = each.document.purposes[each.question.purpose]!
  const open = self !== undefined && ((typeof self === 'object' && self.may) || ['read']).includes('read')
  return open && peopleOf(each).some((person) => isSame(person, each.question, each.document))
}

/** Whose data the row is. */
function peopleOf({ document, question }: Case): Person[] {
  const { subject, tenant } = document.resources[question.resource]!
  return placesOf(subject).map((place) => ({
    id: at(question.row, place.at),
    population: place.population,
    tenant: tenant === undefined ? undefined : at(question.row, tenant),
  }))
}

/** The document with a grant that shows everything of every row, and nothing else that denies. */
function open({ prohibitions: _, ...document }: PolicyDocument): PolicyDocument {
  const sees = Object.fromEntries(CATEGORIES.map((name) => [name, 'clear' as const]))
  return { ...document, roles: { r0: { purposes: [...PURPOSES], sees } } }
}

type Consents = ReturnType<typeof gateOf>['gate']['consents']

function say(consents: Consents, subject: { id: string; population: string }, said: Said): Promise<string> {
  const { action, purposes, terms, expiresAt } = said
  return action === 'give' || action === 'renew'
    ? consents[action]({ subject, purposes, ...(terms && { terms }), ...(expiresAt && { expiresAt }) })
    : consents[action]({ subject, purposes })
}
