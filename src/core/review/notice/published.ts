/** What a published text says, piece by piece: headings, and items of lists and rows of tables by their cells. */
type Piece =
  | { readonly kind: 'heading'; readonly level: number; readonly text: string }
  | { readonly kind: 'item'; readonly cells: readonly string[] }
  | { readonly kind: 'head'; readonly cells: readonly string[] }
  | { readonly kind: 'text'; readonly text: string }

/** A published text, taken apart. */
export interface Published {
  readonly pieces: readonly Piece[]
  /** The language that it says it is in. */
  readonly lang?: string
}

/** Takes Markdown or HTML apart; what is no heading, list or table is text. */
export function readPublished(text: string): Published {
  return /<(?:html|body|article|section|h[1-6]|p|ul|ol|table|div)\b/i.test(text)
    ? fromHtml(text)
    : fromMarkdown(text)
}

function fromMarkdown(text: string): Published {
  const lines = text.replace(/<!--[\s\S]*?-->/g, '').split(/\r?\n/)
  const pieces = lines.flatMap((line, i): Piece[] => {
    const heading = /^(#{1,6})\s+(.*?)\s*#*\s*$/.exec(line)
    if (heading) return [{ kind: 'heading', level: heading[1]!.length, text: plain(heading[2]!) }]
    if (/^\s*\|?\s*:?-{3,}/.test(line)) return []
    if (/^\s*\|/.test(line)) {
      const cells = line
        .trim()
        .replace(/^\||(?<!\\)\|$/g, '')
        .split(/(?<!\\)\|/)
        .map(plain)
      return [{ kind: /^\s*\|?\s*:?-{3,}/.test(lines[i + 1] ?? '') ? 'head' : 'item', cells }]
    }
    const item = /^\s*(?:[-*+•・]|\d{1,3}[.)])\s+(.*)$/.exec(line)
    if (item) return [{ kind: 'item', cells: [plain(item[1]!)] }]
    return line.trim() === '' ? [] : [{ kind: 'text', text: plain(line) }]
  })
  return { pieces }
}

function plain(text: string): string {
  const marks = text.replace(/\\([!-/:-@[-`{-~])|\[([^\]]*)\]\([^)]*\)|[*`]|(?<!\w)_|_(?!\w)/g, '$1$2')
  return decoded(marks).replace(/\s+/g, ' ').trim()
}

const BLOCKS =
  /^(?:p|div|li|tr|td|th|dt|dd|h[1-6]|br|ul|ol|table|thead|tbody|section|article|body|html|main|header|footer|nav|title)$/

function fromHtml(text: string): Published {
  const clean = text.replace(/<!--[\s\S]*?-->|<(script|style|template|noscript)\b[\s\S]*?<\/\1\s*>/gi, '')
  const pieces: Piece[] = []
  const lang = /<(?:html|article|body|main)\b[^>]*?\slang\s*=\s*["']?([A-Za-z-]+)/i.exec(clean)?.[1]
  let said = ''
  let row: { cells: string[]; head: boolean } | undefined
  let item = 0
  const flush = (make: (text: string) => Piece | undefined): void => {
    const piece = make(decoded(said).replace(/\s+/g, ' ').trim())
    said = ''
    if (piece) pieces.push(piece)
  }
  const asText = (words: string): Piece | undefined =>
    words === '' ? undefined : item > 0 ? { kind: 'item', cells: [words] } : { kind: 'text', text: words }
  for (const [, words = '', close, tag = ''] of clean.matchAll(
    /([^<]*)(?:<(\/?)([A-Za-z][A-Za-z0-9]*)[^>]*>|<|$)/g,
  )) {
    said += words
    const name = tag.toLowerCase()
    if (name !== '' && !BLOCKS.test(name)) continue
    const level = /^h([1-6])$/.exec(name)?.[1]
    if (row && (name === 'td' || name === 'th')) {
      if (close) row.cells.push(decoded(said).replace(/\s+/g, ' ').trim())
      if (name === 'td') row.head = false
      said = ''
    } else if (name === 'tr') {
      said = ''
      if (close && row && row.cells.length > 0)
        pieces.push({ kind: row.head ? 'head' : 'item', cells: row.cells })
      row = close ? undefined : { cells: [], head: true }
    } else if (level !== undefined && close) {
      flush((heading) => ({ kind: 'heading', level: Number(level), text: heading }))
    } else if (row === undefined) flush(asText)
    if (name === 'li' || name === 'dd' || name === 'dt') item = Math.max(0, item + (close ? -1 : 1))
  }
  return { pieces, ...(lang !== undefined && { lang: lang.toLowerCase() }) }
}

const NAMED: { readonly [name: string]: string } = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
}

function decoded(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+));/gi, (whole, ten, sixteen, name) => {
    if (name) return NAMED[String(name).toLowerCase()] ?? whole
    const code = ten ? Number(ten) : Number.parseInt(sixteen as string, 16)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}
