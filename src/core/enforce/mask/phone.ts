import { FULL, type Readers } from './by-type.js'
import { HYPHENS, usualWidth } from './graphemes.js'

const GROUPS = new RegExp(`^(\\+?)(\\d+(?:[\\s.${HYPHENS}]+\\d+)*)$`)
const INTERNATIONAL = /^(?:810?[1-9]\d{8,9}|1[2-9]\d{2}[2-9]\d{6}|(?!1|81)[2-9]\d{7,14})$/
/** A trunk 0 and 9 or 10 digits (Japan, the United Kingdom, France …), or a North American number. */
const NATIONAL = /^(?:0[1-9]\d{8,9}|1?[2-9]\d{2}[2-9]\d{6})$/

/**
 * Shows the last 4 digits of a phone number: `********5678`.
 *
 * Fully masked: extensions, several numbers, letters, a number of another country without `+`, and whatever
 * else is not surely one phone number.
 */
export const phone: Readers = {
  text(text) {
    if (text.length > 40) return undefined
    const open = usualWidth(text)
      .replace(/\((\d{1,5})\)/, ' $1 ')
      .trim()
    const [, plus, groups] = GROUPS.exec(open.replace(/^\+ /, '+')) ?? []
    const digits = groups?.replace(/\D/g, '')
    if (digits === undefined || !(plus ? INTERNATIONAL : NATIONAL).test(digits)) return undefined
    return FULL + digits.slice(-4)
  },
}
