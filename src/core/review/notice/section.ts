import { HEADINGS, type Part } from './phrases.js'
import type { Published } from './published.js'

/** What headings of the parts that can drift say, in whoever's words. */
const NAMED: { readonly [P in 'purposes' | 'recipients' | 'retention']: RegExp } = {
  purposes: /^(?!.*変更).*利用目的|^(?!.*change).*purposes?\b/i,
  recipients: /第三者(?:への)?提供|提供先|委託|共同利用|recipient|provided to|third part|shared? with/i,
  retention: /保存期間|保有期間|保管期間|保持期間|retention|how long/i,
}
const OTHERS = /外国|countries|transfer/i

/** An item of a list or a row of a table: its cells, and the words by which it names what it is about. */
export interface Item {
  readonly cells: readonly string[]
  readonly heads: readonly string[]
}

/** The items below the headings of a part; undefined where no heading is of that part. */
export function itemsOf({ pieces }: Published, part: keyof typeof NAMED): Item[] | undefined {
  let open = 0
  let found: Item[] | undefined
  for (const piece of pieces) {
    if (piece.kind === 'heading') {
      const own = isOf(piece.text, part)
      if (own) {
        found ??= []
        open = piece.level
      } else if (open > 0 && (piece.level <= open || isOfAnother(piece.text, part))) open = 0
    } else if (open > 0 && piece.kind === 'item')
      found?.push({ cells: piece.cells, heads: piece.cells.flatMap(headsOf) })
  }
  return found
}

function isOf(heading: string, part: keyof typeof NAMED): boolean {
  const ours = Object.entries(HEADINGS).find(([, words]) =>
    [words.en, words.ja].some((each) => heading.endsWith(each)),
  )
  if (ours) return ours[0] === (part as Part)
  return NAMED[part].test(heading) && !(part === 'recipients' && OTHERS.test(heading))
}

function isOfAnother(heading: string, part: keyof typeof NAMED): boolean {
  return (Object.keys(NAMED) as (keyof typeof NAMED)[]).some((each) => each !== part && isOf(heading, each))
}

/** A cell as it stands, and what stands in it before a colon, a bracket or a dash. */
function headsOf(cell: string): string[] {
  const own = cell.replace(/^\s*[(（]?\d{1,3}[)）.]?\s*/, '')
  return [cell, own, own.split(/[:：(（]| [-–—] |。/)[0] ?? ''].map(folded).filter((each) => each !== '')
}

/** Text by which two names are compared: widths, case, spaces and quotes are nothing. */
export function folded(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s「」『』“”"'`.。]/gu, '')
}
