/** Markup that may stand in a page as it is. */
export interface Html {
  readonly html: string
}

const ESCAPES: { readonly [char: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
/** Controls, and what turns the direction of text: shown, since a page that hides them can say anything. */
const UNSEEN = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu

/** Makes markup: whatever is put into it is escaped, unless it is markup itself. */
export function html(
  parts: TemplateStringsArray,
  ...values: readonly (Html | readonly Html[] | string | number)[]
): Html {
  const text = parts.map((part, index) => part + (index < values.length ? shown(values[index]) : ''))
  return { html: text.join('') }
}

function shown(value: Html | readonly Html[] | string | number | undefined): string {
  if (value === undefined) return ''
  if (typeof value !== 'object') return escaped(String(value))
  return 'html' in value ? value.html : value.map((each) => each.html).join('')
}

function escaped(text: string): string {
  return text
    .replace(/[&<>"']/g, (char) => ESCAPES[char] as string)
    .replace(UNSEEN, (char) => (char === '\n' ? '\n' : `&lt;U+${hex(char)}&gt;`))
    .toWellFormed()
}

function hex(char: string): string {
  return (char.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')
}
