import type { Policy } from '../catalog/declaration.js'
import { catalogOf } from '../catalog/policy.js'
import { LINT_RULES, type LintCode } from './lint-rules.js'

/** Something in a policy that is allowed and yet worth a look. */
export interface Lint {
  readonly code: LintCode
  /** RFC 6901 pointer into the document. */
  readonly path: string
  readonly message: string
  /** Why it matters, and what to do. */
  readonly reason: string
}

/**
 * What is odd about a policy that is valid: each with its place and the reason.
 *
 * @example
 * ```ts
 * lint(policy) // [{ code: 'purpose_served_by_nobody', path: '/purposes/research', message: 'nobody may act for `research`', reason: … }]
 * ```
 */
export function lint(policy: Policy): readonly Lint[] {
  const catalog = catalogOf(policy)
  return Object.freeze(
    LINT_RULES.flatMap(({ code, reason, look }) =>
      look(catalog).map(({ path, message }) => Object.freeze({ code, path, message, reason })),
    ),
  )
}
