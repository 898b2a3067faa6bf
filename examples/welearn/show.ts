import { isPurposeboundError, withheld } from 'purposebound'

export type Print = (line: string) => void

const WIDTH = 100
/** Kanji and kana take two columns of a terminal. */
const WIDE = /[\u3000-\u30ff\u3400-\u9fff\uff01-\uff60\uffe0-\uffe6]/gu

export function heading(print: Print, text: string): void {
  print('')
  print(`── ${text} ${'─'.repeat(Math.max(0, WIDTH - 4 - columns(text)))}`)
}

/** A view, a field a line, and then what is not in it and why. */
export function showView(print: Print, who: string, view: object): void {
  print(`\n${who}`)
  for (const [field, value] of Object.entries(view)) print(`    ${pad(field, 18)}${text(value)}`)
  for (const { path, outcome, reason, rule } of withheld(view) ?? [])
    print(`  ${outcome === 'masked' ? '~' : '-'} ${pad(path, 18)}${pad(outcome, 8)}${reason}  ${rule}`)
}

/** Why nothing was released. Anything but a refusal is a fault of the program and not for the screen. */
export function showRefusal(print: Print, who: string, error: unknown): void {
  if (!isPurposeboundError(error)) throw error
  print(`\n${who}`)
  print(`  x ${error.message}`)
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(1, width - columns(text)))
}

/** How often each word occurs, most frequent first. */
export function tally(words: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([word, count]) => `${count} ${word}`)
    .join(', ')
}

function columns(text: string): number {
  return text.length + (text.match(WIDE)?.length ?? 0)
}

function text(value: unknown): string {
  return value instanceof Date
    ? value.toISOString()
    : typeof value === 'string'
      ? value
      : JSON.stringify(value)
}
