import type { Catalog } from '../../catalog/catalog.js'
import { drift, type NoticeDrift } from './drift.js'
import type { Language } from './language.js'
import { categoryTitle, purposeTitle } from './part.js'
import { periodIn, retentionText } from './period-text.js'
import type { Published } from './published.js'
import { folded, itemsOf } from './section.js'

/** How long the text says that data serves a purpose, or that data of a class is kept, against the policy. */
export function* retentionDrift(
  catalog: Catalog,
  published: Published,
  lang: Language,
): Generator<NoticeDrift> {
  const own = itemsOf(published, 'retention')
  const items = [...(own ?? []), ...(itemsOf(published, 'purposes') ?? [])]
  const expected = expectedPeriods(catalog, lang)
  for (const [name, periods] of expected) {
    const told = items
      .filter(({ heads }) => heads.includes(folded(name)))
      .flatMap(({ cells }) => {
        const period = periodIn(
          cells.filter((cell) => folded(cell) !== folded(name)).join(' ') || cells.join(' '),
          lang,
        )
        return period === undefined ? [] : [period]
      })
    const ours = [...periods].map((text) => periodIn(text, lang))
    const said = [...periods].join(lang === 'ja' ? '、' : ', ')
    if (
      ours.every((each) => each !== undefined && told.includes(each)) &&
      told.every((each) => ours.includes(each))
    )
      continue
    yield ours.length === 0
      ? drift('retention', 'unknown', name, {
          en: `the text gives “${name}” a period, and the policy none`,
          ja: `「${name}」の保存期間が文書にありますが、ポリシーにはありません`,
        })
      : told.length === 0
        ? drift('retention', 'missing', name, {
            en: `the text does not say how long “${name}” is kept: ${said}`,
            ja: `「${name}」の保存期間（${said}）が文書にありません`,
          })
        : drift('retention', 'differs', name, {
            en: `the text says another period for “${name}” than the policy: ${said}`,
            ja: `「${name}」の保存期間が異なります（ポリシー：${said}）`,
          })
  }
  for (const { cells, heads } of own ?? [])
    if (![...expected.keys()].some((name) => heads.includes(folded(name))))
      yield drift('retention', 'unknown', cells[0] ?? '', {
        en: `the text says how long something is kept that the policy does not know: “${cells[0]}”`,
        ja: `ポリシーにないものの保存期間が文書にあります：「${cells[0]}」`,
      })
}

/** The periods of each purpose and each class of data, by their titles; a purpose without one has none. */
function expectedPeriods(catalog: Catalog, lang: Language): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  const at = (name: string): Set<string> => {
    const known = found.get(name) ?? new Set<string>()
    found.set(name, known)
    return known
  }
  for (const { name, retention } of catalog.purposes.values()) {
    const periods = at(purposeTitle(catalog, name, lang))
    if (retention) periods.add(retentionText(retention, lang))
  }
  for (const { fields } of catalog.resources.values())
    for (const { category, retentions } of fields)
      for (const retention of retentions)
        at(categoryTitle(catalog, category?.lineage ?? [], lang)).add(retentionText(retention, lang))
  return found
}
