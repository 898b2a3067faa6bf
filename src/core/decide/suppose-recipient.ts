import type { FieldDef } from '../catalog/field.js'
import type { Ask } from './question.js'

/** What would be asked if the policy said otherwise of the recipient, or of the purpose, at `rule`. */
export function supposeRecipient(
  { recipient, purpose }: Ask,
  rule: string,
  field: FieldDef | undefined,
): Partial<Ask> {
  if (!recipient) return {}
  switch (rule.slice(rule.lastIndexOf('/'))) {
    case '/purposes':
      return { recipient: { ...recipient, purposes: new Set(recipient.purposes).add(purpose.name) } }
    case '/of':
      return field
        ? { recipient: { ...recipient, of: new Set(recipient.of).add(field.chain[0] as string) } }
        : {}
    case '/certification':
      return { recipient: { ...recipient, certification: { expires: Number.POSITIVE_INFINITY } } }
    case '/review': {
      const { review: _, ...rest } = recipient
      return { recipient: rest }
    }
    case '/until':
    case '/transfer':
      return { recipient: { ...recipient, transfer: { basis: recipient.transfer?.basis ?? 'adequacy' } } }
    case '/pseudonymous':
    case '/incidental':
      return { purpose: { ...purpose, pseudonymous: false, incidental: false } }
    default:
      return {}
  }
}
