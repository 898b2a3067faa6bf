import { FULL, type Readers } from './by-type.js'
import { graphemes, isAscii } from './graphemes.js'

/**
 * Shows the first or the last `count` characters of a text that has at least twice as many.
 *
 * A run of fixed length stands for the rest, so that the length of the value does not show.
 */
export function ends(side: 'first' | 'last', count: number): Readers {
  const range = side === 'first' ? ([0, count] as const) : ([-count] as const)
  return {
    text(text) {
      if (isAscii(text)) return text.length < 2 * count ? undefined : join(side, text.slice(...range))
      if (!isWellFormed(text)) return undefined
      const all = graphemes(text)
      if (all.length < 2 * count) return undefined
      const shown = all.slice(...range).join('')
      // one character can be made of many code units: these too must stay in the minority
      return 2 * shown.length > all.join('').length ? undefined : join(side, shown)
    },
  }
}

/** Shows the keyed hash instead, of a Date that of its RFC 3339 text; absent when `hash` throws. */
export function hashed(hash: (value: string) => string): Readers {
  return {
    text: (text) => (isWellFormed(text) ? hash(text) : undefined),
    date: (time) => hash(new Date(time).toISOString()),
  }
}

function join(side: 'first' | 'last', shown: string): string {
  return side === 'first' ? shown + FULL : FULL + shown
}

function isWellFormed(text: string): boolean {
  return !/\p{Cs}/u.test(text)
}
