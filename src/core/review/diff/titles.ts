import type { Catalog } from '../../catalog/catalog.js'
import type { Title } from '../../catalog/title.js'
import type { Words } from './words.js'

/** A title in both languages; one text stands for both. */
export function inBoth(title: Title): Words {
  return typeof title === 'string' ? { en: title, ja: title } : title
}

export function titleOf({ document }: Catalog, purpose: string): Words {
  return inBoth(document.purposes[purpose]?.title ?? purpose)
}
