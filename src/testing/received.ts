import { boundTo, type Decision, type Explanation, isPurposeboundError } from '../index.js'
import type { Expectation } from './expect-access.js'
import { misuse } from './known.js'
import type { Seen } from './look.js'
import { seenInView } from './view-seen.js'

/** What an expectation can be about: one that is put together, a decision, a view, or what `read` threw. */
export type Judged = Pick<Expectation, 'seen'> | Decision | Explanation | object

/** What is seen by whatever was handed to a matcher. @throws PurposeboundError `config_invalid` */
export function seenOf(received: unknown): Seen {
  if (typeof received !== 'object' || received === null) throw nothingToJudge('a value')
  if (isPurposeboundError(received)) {
    const { code, reason, rule } = received
    if (code !== 'access_denied' || reason === undefined) throw received
    return { ...nobody('the access'), effect: 'deny', reason, ...(rule !== undefined && { rule }) }
  }
  const view = boundTo(received)
  if (view) return seenInView(received, view)
  if ('seen' in received && typeof received.seen === 'function') return received.seen() as Seen
  if ('decision' in received) return seenOf(received.decision)
  if (isDecision(received)) return { ...nobody('the decision'), ...received }
  throw nothingToJudge('then' in received ? 'a promise: await it' : 'an object of another kind')
}

/** Two of them: the same one is one. */
export function bothSeen(one: unknown, other: unknown): [Seen, Seen] {
  const seen = seenOf(one)
  return [seen, one === other ? seen : seenOf(other)]
}

function nobody(title: string) {
  return { title, fields: {}, always: [], grants: [] }
}

function isDecision(received: object): received is Decision {
  const { effect, fields } = received as Partial<Decision>
  return (effect === 'permit' || effect === 'deny') && typeof fields === 'object'
}

function nothingToJudge(what: string) {
  return misuse(
    `expected an expectation of \`expectAccess\`, a decision, a view or what \`read\` threw, and got ${what}`,
  )
}
