import { type ConsentState, type ConsentStore, isPurposeboundError, type Person, samePerson } from '../index.js'
import { type ConsentAnswer, failed, purposesIn } from './column/answer.js'

export type { ConsentAnswer, ConsentColumn } from './column/answer.js'

/** Answers for the people asked for, in any order; whoever is left out has said nothing. */
export type ConsentLookup = (
  people: readonly Person[],
) => Iterable<ConsentAnswer> | PromiseLike<Iterable<ConsentAnswer>>

type Purposes = ConsentState['purposes']

/**
 * Reads consent from where a team keeps it already: a column, a table, a service. Read-only.
 *
 * An answer for somebody who was not asked for, a second one for the same person or a malformed one fails the whole
 * lookup with `store_failed`, and the gate denies (`consent_unavailable`).
 *
 * @example
 * ```ts
 * lookupStore(async (people) => {
 *   const rows = await db.query('select id, mail_ok from member where id = any($1)', [people.map((p) => p.id)])
 *   return rows.map(({ id, mail_ok }) => ({ id, given: mail_ok ? ['direct_mail'] : [] }))
 * })
 * ```
 */
export function lookupStore(fn: ConsentLookup): ConsentStore {
  return {
    name: 'lookup',
    lookup(people) {
      const asked = new Asked(people)
      try {
        const answers = fn(asked.everyone)
        return 'then' in answers ? Promise.resolve(answers).then((all) => asked.states(people, all)).catch(fail) : …
      }
    },
  }
}
