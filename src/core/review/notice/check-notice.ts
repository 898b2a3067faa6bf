import type { Catalog } from '../../catalog/catalog.js'
import type { Policy } from '../../catalog/declaration.js'
import { catalogOf } from '../../catalog/policy.js'
import { PurposeboundError } from '../../errors.js'
import { drift, type NoticeDrift } from './drift.js'
import { type Language, toLanguage } from './language.js'
import { purposeTitle, recipientTitle } from './part.js'
import { KIND_WORDS } from './phrases.js'
import { type Published, readPublished } from './published.js'
import { retentionDrift } from './retention-drift.js'
import { folded, type Item, itemsOf } from './section.js'

/**
 * What a published notice (Markdown or HTML, generated or written by hand) says otherwise than the policy about a purpose, a
 * recipient or a period of retention.
 *
 * It reads the lists and tables below the headings of these parts, and knows what each is about by its title.
 *
 * @throws PurposeboundError `notice_language` for a text in another language than `lang`
 * @example
 * ```ts
 * checkNotice(policy, await readFile('privacy.ja.md', 'utf8'), { lang: 'ja' }).map(({ ja }) => ja) // []
 * ```
 */
export function checkNotice(
  policy: Policy,
  text: string,
  options: { readonly lang: Language },
): readonly NoticeDrift[] {
  const lang = toLanguage((Object(options) as { lang?: unknown }).lang)
  const published = readPublished(String(text))
  assertLanguage(published, lang)
  const catalog = catalogOf(policy)
  return Object.freeze([
    ...purposeDrift(catalog, published, lang),
    ...recipientDrift(catalog, published, lang),
    ...retentionDrift(catalog, published, lang),
  ])
}

/** @throws PurposeboundError `notice_language` */
function assertLanguage({ pieces, lang: said }: Published, lang: Language): void {
  const all = pieces.map((piece) => ('text' in piece ? piece.text : piece.cells.join(' '))).join(' ')
  const kana = all.match(/[\u3040-\u30ff]/g)?.length ?? 0
  const letters = all.match(/[A-Za-z]/g)?.length ?? 0
  // a Japanese text is full of kana, whatever English names stand in it
  const found = kana * 20 >= letters && kana > 0 ? 'ja' : 'en'
  if (found !== lang || (said !== undefined && said.split('-')[0] !== lang))
    throw new PurposeboundError('notice_language', `it was to be \`${lang}\``)
}

function* purposeDrift(catalog: Catalog, published: Published, lang: Language): Generator<NoticeDrift> {
  const items = itemsOf(published, 'purposes') ?? []
  const titles = [...catalog.purposes.keys()].map((name) => purposeTitle(catalog, name, lang))
  yield* namesDrift('purpose', titles, items, 1)
}

function* recipientDrift(catalog: Catalog, published: Published, lang: Language): Generator<NoticeDrift> {
  const items = itemsOf(published, 'recipients') ?? []
  const recipients = [...catalog.recipients.values()]
  const titles = recipients.map((each) => recipientTitle(each, lang))
  // who answers for joint use stands in a list of its own
  const rows = items.filter(
    ({ cells }) => cells.length > 1 || !/共同利用の管理責任者|answered for by/.test(cells[0] ?? ''),
  )
  yield* namesDrift('recipient', titles, rows, 0)
  for (const recipient of recipients) {
    const name = recipientTitle(recipient, lang)
    const row = rows.find(({ cells }) => cells.length > 1 && folded(cells[0] ?? '') === folded(name))
    const kind = KIND_WORDS[recipient.kind][lang]
    if (row && !row.cells.some((cell) => folded(cell) === folded(kind)))
      yield drift('recipient', 'differs', name, {
        en: `“${name}” is of another kind in the text: the policy says “${kind}”`,
        ja: `「${name}」の区分が異なります（ポリシー：${kind}）`,
      })
  }
}

/** Each title must be there, and everything that is there must be a title. */
function* namesDrift(
  about: 'purpose' | 'recipient',
  titles: readonly string[],
  items: readonly Item[],
  column: number,
): Generator<NoticeDrift> {
  const known = new Set(titles.map(folded))
  const seen = new Set(items.flatMap(({ heads }) => heads))
  const [thing, mono] = about === 'purpose' ? ['purpose', '利用目的'] : ['recipient', '提供先']
  for (const name of new Set(titles))
    if (!seen.has(folded(name)))
      yield drift(about, 'missing', name, {
        en: `the ${thing} “${name}” is not in the text`,
        ja: `${mono}「${name}」が文書にありません`,
      })
  for (const { cells, heads } of items) {
    if (heads.some((head) => known.has(head))) continue
    const name = (cells.length > 1 ? (cells[column] ?? cells[0]) : cells[0]) ?? ''
    yield drift(about, 'unknown', name, {
      en: `the text names a ${thing} that the policy does not: “${name}”`,
      ja: `ポリシーにない${mono}が文書にあります：「${name}」`,
    })
  }
}
