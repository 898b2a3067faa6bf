import type { Readers } from './by-type.js'
import { graphemes } from './graphemes.js'

const BETWEEN_PARTS = /[\s,、，・･·]+/u
const PART = /^\p{L}[\p{L}\p{M}〇'’ʼ.\-‐]*$/u
const SIGNS = /[〇'’ʼ.\-‐]/gu
const HIDDEN = '***'

/**
 * Shows the initial of each part of a person's name: `A*** S***`, `佐***`.
 *
 * A part of one letter is hidden, or it would be shown whole. Fully masked: what has digits or signs in it,
 * more than 6 parts, or no part of two letters.
 */
export const name: Readers = {
  text(text) {
    if (text.length > 200) return undefined
    const parts = text.split(BETWEEN_PARTS).filter((part) => part !== '')
    if (parts.length > 6 || !parts.every((part) => PART.test(part))) return undefined
    const initials = parts.map(initial)
    return initials.some((shown) => shown !== HIDDEN) ? initials.join(' ') : undefined
  },
}

function initial(part: string): string {
  const [first, ...rest] = graphemes(part.replace(SIGNS, ''))
  return first && first.length <= 8 && rest.length > 0 ? first + HIDDEN : HIDDEN
}
