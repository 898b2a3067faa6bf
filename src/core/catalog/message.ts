import type { PolicyDocument } from './document.js'
import type { Issues } from './issues.js'
import { pointer } from './pointer.js'
import type { PurposeDef } from './purpose.js'

/** The purpose says what its messages are, never who sends them (privacy policy, article 10). */
export function checkMessage(
  { name, message, basis, ancestors }: PurposeDef,
  declared: PolicyDocument['purposes'],
  issues: Issues,
): void {
  const at = pointer('purposes', name, 'message')
  if (message === 'marketing' && basis !== 'consent')
    issues.add(at, 'marketing is sent to whom has agreed to it: its basis is `consent`')
  if (message !== 'transactional') return
  const above = [...ancestors].find((each) => declared[each]?.message === 'marketing')
  if (above !== undefined)
    issues.add(at, `what lies within \`${above}\` is \`marketing\` and cannot be \`transactional\``)
}
