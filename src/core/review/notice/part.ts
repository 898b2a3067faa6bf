import type { Catalog } from '../../catalog/catalog.js'
import type { PurposeDef } from '../../catalog/purpose.js'
import type { RecipientDef } from '../../catalog/recipient.js'
import { nearest } from '../../catalog/target.js'
import { inLanguage, type Language } from './language.js'
import type { Part } from './phrases.js'

/** What a notice is made of, before it is Markdown or HTML. */
export type Block =
  | { readonly text: string }
  | { readonly list: readonly string[] }
  | { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }

/** One article of a notice. */
export interface Article {
  readonly part: Part
  readonly title: string
  readonly blocks: readonly Block[]
}

export function purposeTitle({ document }: Catalog, name: string, lang: Language): string {
  return inLanguage(document.purposes[name]?.title ?? name, lang)
}

export function recipientTitle({ name, declared }: RecipientDef, lang: Language): string {
  return inLanguage(declared.title ?? name, lang)
}

/** A category by the nearest title on its line. */
export function categoryTitle(
  { document: { categories } }: Catalog,
  lineage: readonly string[],
  lang: Language,
): string {
  const tree = (Array.isArray(categories) ? {} : categories) as {
    readonly [name: string]: { readonly title?: string | { readonly en: string; readonly ja: string } }
  }
  for (const name of lineage) {
    const title = Object.hasOwn(tree, name) ? tree[name]?.title : undefined
    if (title !== undefined) return inLanguage(title, lang)
  }
  return lineage[0] ?? ''
}

/** The titles of the categories of the fields that are used, each once, in the order of the policy. */
export function usedTitles(catalog: Catalog, { uses }: PurposeDef, lang: Language): string[] {
  const found = [...catalog.resources.values()].flatMap(({ fields }) =>
    fields.filter(({ class: kind, chain }) => kind === 'personal' && nearest(chain, uses)),
  )
  return [...new Set(found.map(({ category }) => categoryTitle(catalog, category?.lineage ?? [], lang)))]
}

/** The name of a country, or its code where nobody knows it. */
export function countryName(code: string, lang: Language): string {
  try {
    return new Intl.DisplayNames([lang], { type: 'region' }).of(code) ?? code
  } catch {
    return code
  }
}
