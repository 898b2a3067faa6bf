import type { Issues } from './issues.js'
import { pointer } from './pointer.js'
import type { PurposeDef } from './purpose.js'

/**
 * Pseudonymised data (APPI 41): whatever anybody agreed to, it reaches no person and is not joined back to one.
 *
 * That it goes to no recipient is kept where recipients are.
 */
export function checkPseudonymous({ name, pseudonymous, message, self }: PurposeDef, issues: Issues): void {
  if (!pseudonymous) return
  if (message)
    issues.add(pointer('purposes', name, 'message'), 'pseudonymised data is never used to contact anybody')
  if (self)
    issues.add(
      pointer('purposes', name, 'self'),
      'who a row is about is not looked for in pseudonymised data: it is open to no person as their own',
    )
}
