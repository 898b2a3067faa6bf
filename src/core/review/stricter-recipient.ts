import type { PurposeDef } from '../catalog/purpose.js'
import type { RecipientDef } from '../catalog/recipient.js'
import { provisionTo, standsOf } from '../decide/provision.js'
import { REASONS } from '../errors.js'

const IT = { id: 'it', population: 'it' }

interface Other {
  readonly purpose: PurposeDef
  readonly recipient: RecipientDef
}

/**
 * What the other policy asks of a recipient that this one does not, in words; undefined for nothing. Asked for whatever a
 * person may have said of it, and at every time at which anything ends.
 */
export function stricterRecipient(
  { purpose: mine }: { readonly purpose: PurposeDef },
  recipient: RecipientDef,
  other: Other,
): string | undefined {
  const names = [...new Set([...recipient.names, ...other.recipient.names])]
  const times = [Number.NEGATIVE_INFINITY, ...endsOf(recipient), ...endsOf(other.recipient)]
  const terms = Math.max(mine.terms, other.purpose.terms)
  for (const recipients of [[], ...names.map((name) => [name])])
    for (const now of times) {
      const stands = (to: RecipientDef, purpose: PurposeDef) =>
        provisionTo(to, purpose, [IT], now, (person) => ({
          person,
          purposes: { [purpose.name]: { given: { via: purpose.name, terms, recipients } } },
        }))
      if (stands(recipient, mine) !== 0) continue
      const [stand] = standsOf(stands(other.recipient, other.purpose), other.recipient, other.purpose)
      if (stand) return `which is denied there: ${REASONS[stand.reason].en}`
    }
  return undefined
}

/** When something ends that a recipient rests on. */
export function endsOf({ transfer, certification, review }: RecipientDef): number[] {
  return [transfer?.until, certification?.expires, review].filter((time) => time !== undefined)
}
