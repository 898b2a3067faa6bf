import type { Reason } from '../index.js'
import type { AuditPattern } from './audit-pattern.js'
import { audited } from './audited.js'
import { matrixChange } from './matrix-change.js'
import { bothSeen, type Judged, seenOf } from './received.js'
import type { Sight } from './sight.js'
import { denies, messageOf, permits, reveals, seesTheSame, type Verdict } from './verdicts.js'

/** What a runner tells a matcher, and what it wants to hear: vitest and jest agree. */
interface Runner {
  readonly isNot?: boolean | undefined
}
interface Result {
  readonly pass: boolean
  readonly message: () => string
}

/** The matchers as `expect(…)` has them, for declarations of types. */
export interface PurposeMatchers<R = unknown> {
  /** It is permitted. */
  toPermit(): R
  /** It is denied, and for this reason. */
  toDeny(reason?: Reason): R
  /** Each list that is given holds exactly the fields of that outcome; with `not`, none of those fields has it. */
  toReveal(sight: Sight): R
  /** Both see every field alike. */
  toSeeTheSameAs(other: Judged): R
  /** A matrix in sentences says what the approved one says. */
  toMatchMatrix(approved: string): R
  /** A record of this kind was made; with `times`, so many. */
  toHaveAudited(pattern: AuditPattern, options?: { readonly times?: number }): R
}

/**
 * The matchers, for `expect.extend` of vitest and jest.
 *
 * The first four take an expectation of `expectAccess`, a decision, a view or what `read` threw; `toHaveAudited` takes a
 * `testGate`, a `memorySink` or a list of records. `purposebound/testing/vitest` and `purposebound/testing/jest` extend
 * `expect` and declare the types.
 *
 * @example
 * ```ts
 * expect.extend(matchers)
 * expect(expectAccess(policy).as('mailer').for('support').on('member')).toDeny('role_not_permitted')
 * ```
 */
export const matchers: {
  readonly [M in keyof PurposeMatchers]: (
    this: Runner,
    received: unknown,
    ...expected: Parameters<PurposeMatchers[M]>
  ) => Result
} = {
  toPermit(received) {
    return judged(this, (not) => permits(seenOf(received), not))
  },
  toDeny(received, reason) {
    return judged(this, (not) => denies(seenOf(received), reason, not))
  },
  toReveal(received, sight) {
    return judged(this, (not) => reveals(seenOf(received), sight, not))
  },
  toSeeTheSameAs(received, other) {
    return judged(this, (not) => seesTheSame(...bothSeen(received, other), not))
  },
  toMatchMatrix(received, approved) {
    return judged(this, (not) => matrixChange(received, approved, not))
  },
  toHaveAudited(received, pattern, options) {
    return judged(this, (not) => audited(received, pattern, options, not))
  },
}

/** Misuse is thrown, so that it fails with `not` too. */
function judged(runner: Runner, judge: (not: boolean) => Verdict): Result {
  const not = runner.isNot ?? false
  const verdict = judge(not)
  const good = verdict.problems.length === 0
  return { pass: good !== not, message: () => messageOf(verdict) }
}
