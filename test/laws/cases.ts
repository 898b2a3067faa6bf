import * as fc from 'fast-check'
import {
  type ConsentEvent,
  type ConsentState,
  type ConsentStore,
  type Decision,
  decide,
  foldConsent,
  type Gate,
  type GateOptions,
  type Policy,
  type PolicyDocument,
  personKey,
} from '../../src/index.js'
import { testGate } from '../../src/testing/index.js'
import { downwards, type Said } from './oracle-consent.js'
import { type Known, personName, type Question } from './oracle-question.js'
import { documents, policyOf } from './policies.js'
import { actors, histories, PEOPLE, rows, soundRows } from './rows.js'
import { clean, NOW, PURPOSES, ROLES } from './vocabulary.js'

const campaign = process.env['FC_RUNS']

/**
 * How many cases a property tries: the same ones in every usual run, for tests depend on no luck.
 *
 * `FC_RUNS=100000 npx vitest run test/laws` makes a long campaign of all of them, over cases that are drawn anew.
 */
export function runs(usual: number): { numRuns: number; seed?: number } {
  return campaign === undefined ? { numRuns: usual, seed: 20_261_125 } : { numRuns: Number(campaign) }
}

/** For `describe`: a campaign takes its time. */
export const PATIENT = { timeout: campaign === undefined ? 30_000 : 24 * 60 * 60_000 }

/** A policy, who asks for which row of it, and what people have said. */
export interface Case {
  readonly document: PolicyDocument
  readonly question: Question
  readonly known: Known
}

const questionsOn = (from: typeof rows): fc.Arbitrary<Question> =>
  fc
    .constantFrom('member' as const, 'member' as const, 'visit' as const)
    .chain((resource) =>
      fc.record({
        purpose: fc.constantFrom(...PURPOSES),
        actor: actors,
        resource: fc.constant(resource),
        row: from[resource],
        justification: fc.constantFrom(undefined, 'ticket 7', 'ticket 7', 'ticket 7', ' '),
        allowedPurposes: fc.constantFrom(
          undefined,
          undefined,
          undefined,
          undefined,
          undefined,
          [...PURPOSES],
          ['p0', 'p1'],
        ),
      }),
    )
    .map((each) => clean(each) as unknown as Question)
const question = questionsOn(rows)
const known: fc.Arbitrary<Known> = fc.record({
  now: fc.constant(NOW),
  usual: histories,
  said: fc
    .array(fc.tuple(fc.constantFrom(...PEOPLE), histories), { maxLength: 3 })
    .map((some) => Object.fromEntries(some.map(([person, said]) => [personName(person), said]))),
})
export const cases: fc.Arbitrary<Case> = fc.record({ document: documents, question, known })
/** Sound rows, asked for by somebody who gets past the request. */
const sound = fc.record({ document: documents, question: questionsOn(soundRows), known })
export const likely = sound.map(({ question, ...each }): Case => {
  const { onBehalfOf: _, ...actor } = question.actor
  const { allowedPurposes: __, ...asked } = question
  return {
    ...each,
    question: { ...asked, justification: 'ticket 7', actor: { ...actor, roles: ROLES, tenant: 't1' } },
  }
})
/** Cases whose row is shown, at least in part. */
export const permits = likely.filter((each) => decided(each).effect === 'permit')
/** One policy and many questions, so that what was remembered of one meets the next. */
export const batches = fc.record({
  document: documents,
  questions: fc.array(question, { minLength: 1, maxLength: 5 }),
  known: fc.array(known, { minLength: 1, maxLength: 2 }),
})

/** What `decide` says of a case. */
export function decided({ document, question, known }: Case): Decision {
  return decide(policyOf(document), question as never, {
    now: known.now,
    consents: consentsOf(document, known),
  })
}

/** A gate whose store knows what people have said. */
export function gateOf(
  { document, known }: Pick<Case, 'document' | 'known'>,
  more: Partial<GateOptions<Policy>> = {},
) {
  const states = new Map(consentsOf(document, known).map((state) => [personKey(state.person), state]))
  const consents: ConsentStore = {
    name: 'known',
    lookup: (people) => people.map((person) => states.get(personKey(person)) ?? { person, purposes: {} }),
  }
  return testGate({ policy: policyOf(document), now: known.now, consents, ...more })
}

/** The access of a question; any string will do for a name. */
export function accessOf(gate: Gate<Policy>, { purpose, actor, justification, allowedPurposes }: Question) {
  return gate.for(purpose, { actor: actor as never, justification, allowedPurposes })
}

/** What a store would hold of everybody after all that they said. */
export function consentsOf({ purposes }: PolicyDocument, { said, usual }: Known): ConsentState[] {
  return PEOPLE.map(({ id, population, tenant }) => {
    const person = { id, population, ...(tenant !== undefined && { tenant }) }
    const events = (said[personName({ id, population, tenant })] ?? usual).map((each) =>
      eventOf(purposes, person, each),
    )
    return { person, purposes: events.reduce<ConsentState['purposes']>(foldConsent, {}) }
  })
}

function eventOf(
  purposes: PolicyDocument['purposes'],
  person: ConsentState['person'],
  said: Said,
): ConsentEvent {
  return {
    id: '00000000-0000-7000-8000-000000000000',
    action: said.action,
    person,
    at: 0,
    purposes: said.purposes.flatMap((via) =>
      downwards(purposes, via)
        .filter((purpose) => !said.unborn?.includes(purpose))
        .map((purpose) => ({ purpose, via, terms: said.terms ?? purposes[purpose]!.terms ?? 1 })),
    ),
    ...(said.expiresAt !== undefined && { expiresAt: said.expiresAt }),
  }
}
