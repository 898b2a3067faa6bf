import { canonical, type Data } from '../../catalog/data.js'
import type { PolicyDocument } from '../../catalog/document.js'
import { pointer } from '../../catalog/pointer.js'
import type { Words } from './words.js'

/** A text for people that differs. */
export interface Wording extends Words {
  /** RFC 6901 pointer into both documents. */
  readonly path: string
}

/** The titles, clauses and contacts that differ between two documents. */
export function wordingOf(was: PolicyDocument, is: PolicyDocument): Wording[] {
  const found: Wording[] = []
  const compare = (path: string, before: unknown, after: unknown, what: Words): void => {
    if (before === undefined && after === undefined) return
    if (before !== undefined && after !== undefined && text(before) === text(after)) return
    found.push(Object.freeze({ path, en: `${what.en} has other words`, ja: `${what.ja}の表現が変わります` }))
  }
  for (const [name, { title, clause }] of Object.entries(is.purposes)) {
    const before = Object.hasOwn(was.purposes, name) ? was.purposes[name] : undefined
    if (!before) continue
    const quoted = `\`${name}\``
    compare(pointer('purposes', name, 'title'), before.title, title, {
      en: `the title of ${quoted}`,
      ja: `${quoted}の名称`,
    })
    compare(pointer('purposes', name, 'clause'), before.clause, clause, {
      en: `the clause of ${quoted}`,
      ja: `${quoted}の条項番号`,
    })
  }
  const titles = titlesIn(is)
  for (const [name, title] of titlesIn(was))
    if (titles.has(name))
      compare(pointer('categories', name, 'title'), title, titles.get(name), {
        en: `the title of the category \`${name}\``,
        ja: `区分\`${name}\`の名称`,
      })
  compare('/controller', was.controller, is.controller, { en: 'who is responsible', ja: '事業者・窓口' })
  compare('/consent', was.consent, is.consent, {
    en: 'what people are told of their consent',
    ja: '同意に関する説明',
  })
  return found
}

function text(value: unknown): string {
  return canonical(value as Data)
}

function titlesIn({ categories }: PolicyDocument): Map<string, unknown> {
  if (Array.isArray(categories)) return new Map(categories.map((name) => [name, undefined]))
  const tree = categories as { readonly [name: string]: { readonly title?: unknown } }
  return new Map(Object.entries(tree).map(([name, { title }]) => [name, title]))
}
