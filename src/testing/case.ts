import type { Action, Policy } from '../index.js'

/** Who asks for what, as an expectation has it so far. */
export interface Case {
  readonly roles: readonly string[]
  readonly purpose?: string
  readonly resource?: string
  readonly action?: Action
  readonly row?: object
  readonly consents?: readonly string[]
  /** To whom it is to go, of `disclose`. */
  readonly to?: string
  /** The recipients, or classes of them, that each consent names, instead of all. */
  readonly recipients?: readonly string[]
  readonly actor?: { readonly [key: string]: unknown }
  readonly justification?: string
  readonly now?: Date | number | string
}

/** When nobody says what time it is, it is this: a test that passes today passes tomorrow. */
export const DEFAULT_NOW = '2026-01-01T00:00:00Z'

/** Who is asked about, in words. */
export function titleOf({ roles, purpose, resource, action, to }: Case): string {
  const what = action === undefined || action === 'read' ? '' : ` (${to ? `${action} to ${to}` : action})`
  return `as ${roles.join(', ') || 'nobody'} for ${purpose} on ${resource}${what}`
}

/** Whether consent to the purposes named covers one of them, or one below. */
export function covers(
  document: Policy['document'],
  named: readonly string[] | undefined,
  purpose: string,
): boolean {
  if (named === undefined || named.includes(purpose)) return true
  return (document.purposes[purpose]?.within ?? []).some((above) => covers(document, named, above))
}
