import type { Readers } from './by-type.js'
import { HYPHENS, usualWidth } from './graphemes.js'

const SEPARATORS = new RegExp(`[\\s\\u200b${HYPHENS}]`, 'g')

/**
 * Shows the last 4 of 12 to 19 digits after twelve `*`, however many digits there are.
 *
 * `bin` shows the first 6 as well (the issuer), if there are at least 15: else too little would stay hidden.
 */
export function card(bin: boolean): Readers {
  return {
    text(text) {
      const digits = usualWidth(text).replace(SEPARATORS, '')
      if (!/^\d{12,19}$/.test(digits)) return undefined
      const last = digits.slice(-4)
      return bin && digits.length >= 15 ? `${digits.slice(0, 6)}******${last}` : `************${last}`
    },
  }
}
