import { FULL, type Readers } from './by-type.js'
import { graphemes, usualWidth } from './graphemes.js'

const LOCAL = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~.-]{0,63}$/u
const LABEL = '[\\p{L}\\p{N}](?:[\\p{L}\\p{M}\\p{N}-]{0,61}[\\p{L}\\p{M}\\p{N}])?'
const DOMAIN = new RegExp(`^(?:${LABEL}\\.)+(?:[\\p{L}\\p{M}]{2,63}|xn--[a-z0-9-]{1,59})$`, 'iu')
const SIGNS = /[^\p{L}\p{M}\p{N}]+/gu

/**
 * Shows the first character of the local part, and the domain: `a********@example.com`.
 *
 * Fully masked: a local part of less than 3 letters and digits, a domain that repeats it, a quoted local part, an
 * address literal, a display name, anything else that is no plain address.
 */
export const email: Readers = {
  text(text) {
    const address = usualWidth(text)
    const at = address.indexOf('@')
    const local = address.slice(0, Math.max(at, 0))
    const domain = address.slice(at + 1)
    if (domain.length > 253 || !LOCAL.test(local) || !DOMAIN.test(domain) || repeats(domain, local))
      return undefined
    const [first, ...rest] = graphemes(local.replace(SIGNS, ''))
    return first && first.length <= 8 && rest.length >= 2 ? `${first}${FULL}@${domain}` : undefined
  },
}

/** Whether the domain says what the local part would hide: `aiko@aiko-sato.example`. */
function repeats(domain: string, local: string): boolean {
  const said = domain.toLowerCase().replace(SIGNS, '')
  const hidden = local.toLowerCase()
  return (
    said.includes(hidden.replace(SIGNS, '')) ||
    hidden.split(SIGNS).some((part) => part.length > 2 && said.includes(part))
  )
}
