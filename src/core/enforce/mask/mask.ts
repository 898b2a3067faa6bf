import type { Operator } from '../../catalog/operator.js'
import { address } from './address.js'
import { byType, FULL, type Mask } from './by-type.js'
import { card } from './card.js'
import { email } from './email.js'
import { birthDate, generalize } from './generalize.js'
import { ip } from './network.js'
import { name } from './person.js'
import { phone } from './phone.js'
import { ends, hashed } from './text.js'

export { FULL, type Mask } from './by-type.js'

const redact = byType({})

/**
 * What `operator` makes of a value. `hash` is keyed by the caller, who knows the purpose.
 *
 * Law: *masks never reveal*. Every mask is total and deterministic; what it shows depends on nothing that it hides;
 * masking twice never shows more; what does not parse is fully masked: `FULL` for a string or a Date, null for null
 * (which hides nothing), absent (undefined) for every other type. A mask never changes the JSON type.
 */
export function maskOf(operator: Operator, hash: (value: string) => string): Mask {
  switch (operator.op) {
    case 'redact':
    case 'my_number':
      return redact
    case 'mask':
      return byType('first' in operator ? ends('first', operator.first) : ends('last', operator.last))
    case 'replace':
      return replaced(operator.with)
    case 'hash':
      return byType(hashed(hash))
    case 'generalize':
      return byType(generalize(operator.to))
    case 'card':
      return byType(card(operator.bin))
    case 'email':
      return byType(email)
    case 'phone':
      return byType(phone)
    case 'name':
      return byType(name)
    case 'ip':
      return byType(ip)
    case 'birth_date':
      return byType(birthDate)
    case 'address':
      return byType(address(operator.to))
    default:
      return operator satisfies never
  }
}

function replaced(text: string): Mask {
  return (value) => {
    const masked = redact(value)
    return masked === FULL ? text : masked
  }
}
