import { FULL, type Readers } from './by-type.js'
import { graphemes, isAscii } from './graphemes.js'

/**
 * Shows the first or the last `count` characters of a text that has at least twice as many.
 *
 * A run of fixed length stands for the rest, so that the length of the value does not show.
 */
export function ends(side: 'first' | 'last', count: number): Readers {
  const least = 2 * count
  return {
    text(text) {
      if (isAscii(text)) {
        if (text.length < least) return undefined
        return side === 'first' ? text.slice(0, count) + FULL : FULL + text.slice(-count)
      }
      if (!isWellFormed(text)) return undefined
      const all = graphemes(text)
      if (all.length < least) return undefined
      const shown = (side === 'first' ? all.slice(0, count) : all.slice(-count)).join('')
      // one character can be made of many code units: these too must stay in the minority
      if (2 * shown.length > all.join('').length) return undefined
      return side === 'first' ? shown + FULL : FULL + shown
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

function isWellFormed(text: string): boolean {
  return !/\p{Cs}/u.test(text)
}
