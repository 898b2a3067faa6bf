import { type ConsentStore, isPurposeboundError, type Person } from '../index.js'
import { type ConsentAnswer, failed } from './column/answer.js'
import { Asked } from './column/asked.js'

export type { ConsentAnswer, ConsentColumn } from './column/answer.js'

type Answers = Iterable<ConsentAnswer>

/**
 * Reads consent from where a team keeps it already: a column, a table, a service. Read-only.
 *
 * `fn` gets each person once and answers in any order; whoever it leaves out has said nothing. An answer for somebody
 * who was not asked for, a second one for the same person or a malformed one fails the whole lookup (`store_failed`).
 *
 * @example
 * ```ts
 * const consents = lookupStore(async (people) => {
 *   const { rows } = await db.query('select id, mail_ok from member where id = any($1)', [people.map((p) => p.id)])
 *   return rows.map(({ id, mail_ok }) => ({ id, given: mail_ok ? ['direct_mail'] : [] }))
 * })
 * ```
 */
export function lookupStore(fn: (people: readonly Person[]) => Answers | PromiseLike<Answers>): ConsentStore {
  return {
    name: 'lookup',
    lookup(people) {
      const asked = new Asked(people)
      const hear = (answers: Answers) => {
        for (const answer of answers) asked.hear(answer)
        return people.map((person) => asked.state(person))
      }
      try {
        const answers = fn(asked.everyone)
        return isPromise(answers) ? Promise.resolve(answers).then(hear).catch(fail) : hear(answers)
      } catch (error) {
        fail(error)
      }
    },
  }
}

function isPromise(answers: Answers | PromiseLike<Answers>): answers is PromiseLike<Answers> {
  return typeof (answers as Partial<PromiseLike<Answers>>)?.then === 'function'
}

/** What the function threw may hold data, so only that it failed is passed on. */
function fail(error: unknown): never {
  throw isPurposeboundError(error) ? error : failed('the function threw, or gave no list of answers')
}
