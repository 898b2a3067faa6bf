import type { Chance } from './chance.js'

const DIGITS = '0123456789'
const LETTERS = 'abcdefghijklmnopqrstuvwxyz'
const CLASSES: { readonly [letter: string]: string } = {
  d: DIGITS,
  w: `${LETTERS}${LETTERS.toUpperCase()}${DIGITS}_`,
  s: ' ',
  D: LETTERS,
  W: '-',
  S: LETTERS,
}
const CONTROLS: { readonly [letter: string]: string } = { t: '\t', n: '\n', r: '\r', b: '', B: '' }
const MORE = 3

/**
 * A text for the usual patterns: letters, classes, groups, alternatives and repetitions.
 *
 * Of lookarounds, references and `u` escapes it knows nothing: whoever asks tries the text against the pattern.
 */
export function fromPattern({ source }: RegExp, chance: Chance): string {
  let at = 0

  function alternatives(): string {
    const all = [sequence()]
    while (source[at] === '|') {
      at++
      all.push(sequence())
    }
    return chance.pick(all)
  }

  function sequence(): string {
    let made = ''
    while (at < source.length && source[at] !== '|' && source[at] !== ')') {
      const start = at
      made += one()
      const end = at
      const [least, most] = repetition()
      const after = at
      const times = chance.int(least, most)
      if (times === 0) made = made.slice(0, made.length - lengthMade)
      // each time anew, so that `\d{4}` is four digits and not one four times
      for (let i = 1; i < times; i++) {
        at = start
        made += one()
        at = end
      }
      at = after
    }
    return made
  }

  let lengthMade = 0
  function one(): string {
    const made = atom()
    lengthMade = made.length
    return made
  }

  function atom(): string {
    const char = source[at++] as string
    if (char === '(') {
      const mark = /^\?(?::|<[A-Za-z]\w*>)/.exec(source.slice(at))
      at += mark ? mark[0].length : 0
      const made = alternatives()
      at++
      return made
    }
    if (char === '[') return chance.pick([...set()])
    if (char === '\\') return escaped()
    if (char === '^' || char === '$') return ''
    return char === '.' ? chance.pick([...LETTERS]) : char
  }

  function escaped(): string {
    const char = source[at++] as string
    return CLASSES[char] === undefined ? (CONTROLS[char] ?? char) : chance.pick([...CLASSES[char]])
  }

  function set(): string {
    const negated = source[at] === '^'
    if (negated) at++
    let members = ''
    while (at < source.length && source[at] !== ']') {
      const char = source[at++] as string
      if (char === '\\') {
        const next = source[at++] as string
        members += CLASSES[next] ?? CONTROLS[next] ?? next
      } else if (source[at] === '-' && source[at + 1] !== ']') {
        const to = source.charCodeAt(at + 1)
        for (let code = char.charCodeAt(0); code <= to; code++) members += String.fromCharCode(code)
        at += 2
      } else members += char
    }
    at++
    return negated ? [...`${LETTERS}${DIGITS}`].filter((char) => !members.includes(char)).join('') : members
  }

  function repetition(): readonly [number, number] {
    const found = /^(?:[*+?]|\{(\d+)(,(\d*))?\})\??/.exec(source.slice(at))
    if (!found) return [1, 1]
    at += found[0].length
    if (found[0][0] === '*') return [0, MORE]
    if (found[0][0] === '+') return [1, MORE]
    if (found[0][0] === '?') return [0, 1]
    const least = Number(found[1])
    return [least, found[2] === undefined ? least : found[3] ? Number(found[3]) : least + MORE]
  }

  return alternatives()
}
