import type { Reason } from '../index.js'
import type { AuditPattern } from './audit-pattern.js'
import { audited, type Recorded } from './audited.js'
import { matrixChange } from './matrix-change.js'
import { bothSeen, type Judged, seenOf } from './received.js'
import type { Sight } from './sight.js'
import { assertGood, denies, permits, reveals, seesTheSame } from './verdicts.js'

/**
 * Asserts that something is permitted: an expectation, a decision or a view.
 *
 * @throws Error with what was seen, and the rule that decided.
 * @example
 * ```ts
 * test('agents answer inquiries', () => assertPermits(expectAccess(policy).as('agent').for('support').on('member')))
 * ```
 */
export function assertPermits(judged: Judged): void {
  assertGood(permits(seenOf(judged)))
}

/**
 * Asserts that something is denied, and for which reason: an expectation, a decision, or what `read` threw.
 *
 * @throws Error with what was seen, and the rule that decided.
 * @example
 * ```ts
 * assertDenies(await access.read('member', row).catch((error) => error), 'consent_missing')
 * ```
 */
export function assertDenies(judged: Judged, reason?: Reason): void {
  assertGood(denies(seenOf(judged), reason))
}

/**
 * Asserts what is seen: each list that is given holds exactly the fields of that outcome.
 *
 * @throws Error with every difference, and the rule that decided.
 * @example
 * ```ts
 * assertReveals(await access.read('member', row), { clear: ['id', 'name'], masked: ['cardNumber'] })
 * ```
 */
export function assertReveals(judged: Judged, sight: Sight): void {
  assertGood(reveals(seenOf(judged), sight))
}

/**
 * Asserts that two see every field alike.
 *
 * @throws Error with what they see differently.
 * @example
 * ```ts
 * assertSeesTheSame(support.as('agent'), support.as('lead'))
 * ```
 */
export function assertSeesTheSame(one: Judged, other: Judged): void {
  assertGood(seesTheSame(...bothSeen(one, other)))
}

/**
 * Asserts that a record of this kind was made; with `times`, so many.
 *
 * @throws Error with the record that comes closest.
 * @example
 * ```ts
 * assertAudited(tested, { purpose: 'direct_mail', effect: 'permit' })
 * ```
 */
export function assertAudited(
  recorded: Recorded,
  pattern: AuditPattern,
  options?: { readonly times?: number },
): void {
  assertGood(audited(recorded, pattern, options))
}

/**
 * Asserts that a matrix in sentences says what the approved one says.
 *
 * @throws Error with the sentences that are new, and those that are no longer true.
 * @example
 * ```ts
 * assertMatrix(matrixText(matrix(policy)), readFileSync('shop.matrix.txt', 'utf8'))
 * ```
 */
export function assertMatrix(text: string, approved: string): void {
  assertGood(matrixChange(text, approved))
}
