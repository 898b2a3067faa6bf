import type { IsClear } from './view-type.js'
import { isClearIn } from './withheld.js'

/**
 * Whether a view shows a field clear; narrows its type. False for what is no view.
 *
 * @example
 * ```ts
 * if (isClear(view, 'email')) send(view.email)
 * ```
 */
export const isClear = isClearIn as IsClear
