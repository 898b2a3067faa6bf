import type { Ropa, RopaEntry } from './ropa.js'

const COLUMNS: readonly (readonly [string, (entry: RopaEntry) => string | readonly string[]])[] = [
  ['purpose', ({ purpose }) => purpose],
  ['title', ({ title }) => title],
  ['clause', ({ clause = '' }) => clause],
  ['basis', ({ basis }) => basis],
  ['people', ({ people }) => people],
  ['categories', ({ categories }) => categories],
  ['fields', ({ fields }) => fields],
  ['special', ({ special }) => special],
  [
    'recipients',
    ({ recipients }) =>
      recipients.map(({ name, kind, country }) => `${name} (${[kind, country].filter(Boolean).join(', ')})`),
  ],
  [
    'transfers',
    ({ transfers }) =>
      transfers.map(({ recipient, country, basis, reference }) =>
        [recipient, country, basis, reference].filter(Boolean).join(': '),
      ),
  ],
  ['retention', ({ retention = '' }) => retention],
  ['roles', ({ roles }) => roles],
  ['security', ({ security }) => security],
]

/**
 * A record of processing as CSV (RFC 4180), a line for each purpose; a cell is text in any spreadsheet, and never a formula.
 *
 * `bom` begins it with the mark by which Excel knows UTF-8.
 */
export function ropaCsv(
  { controller, entries }: Ropa,
  { bom = false }: { readonly bom?: boolean } = {},
): string {
  const head = ['controller', ...COLUMNS.map(([name]) => name)]
  const who = controller ? `${controller.name}, ${controller.contact}` : ''
  const lines = entries.map((entry) => [
    who,
    ...COLUMNS.map(([, of]) => {
      const value = of(entry)
      return typeof value === 'string' ? value : value.join('; ')
    }),
  ])
  return (bom ? '\ufeff' : '') + [head, ...lines].map((line) => `${line.map(cell).join(',')}\r\n`).join('')
}

/** What a spreadsheet would take for a formula begins with an apostrophe; all else is quoted where it must be (OWASP). */
function cell(text: string): string {
  const safe = /^[\s\u200b\ufeff]*[=+\-@＝＋－＠\t\r]/u.test(text) ? `'${text}` : text
  return /[",\r\n;']/.test(safe) || /^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
