import type { Decision } from '../decide/decision.js'
import { brand } from './brand.js'
import type { Withheld } from './manifest.js'

/**
 * What a view does not show clear, in the order of the schema; undefined for what is no view (a copy is none).
 *
 * @example
 * ```ts
 * withheld(view) // [{ path: 'cardNumber', outcome: 'masked', reason: 'ceiling_masked', rule: '/resources/member/fields/cardNumber/ceiling' }]
 * ```
 */
export function withheld(view: unknown): readonly Withheld[] | undefined {
  return brand.of(view)?.withheld
}

/** The purpose and resource a view was released for; undefined for what is no view. */
export function boundTo(view: unknown): { readonly purpose: string; readonly resource: string } | undefined {
  const manifest = brand.of(view)
  return manifest && { purpose: manifest.purpose, resource: manifest.resource }
}

/** Whether a view shows a field clear. */
export function isClearIn(view: unknown, path: string): boolean {
  const list = withheld(view)
  return (
    list !== undefined &&
    !list.some(
      (each) => each.path === path || each.path.startsWith(`${path}.`) || each.path.startsWith(`${path}[`),
    )
  )
}

export function withheldOf({ fields }: Decision): readonly Withheld[] {
  return Object.freeze(
    Object.entries(fields).flatMap(([path, { outcome, reason, rule }]) =>
      outcome === 'clear' || !reason || rule === undefined
        ? []
        : [Object.freeze({ path, outcome, reason, rule })],
    ),
  )
}
