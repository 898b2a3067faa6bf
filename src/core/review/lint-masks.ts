import type { Catalog } from '../catalog/catalog.js'
import type { Operator } from '../catalog/operator.js'
import { pointer } from '../catalog/pointer.js'

/** A mask that leaves more characters than this tells who or what it is. */
const MANY = 4

/** Every operator that the policy names, and where. */
export function masksOf({
  resources,
  purposes,
  document: { categories },
}: Catalog): { path: string; mask: Operator }[] {
  const ofFields = [...resources.values()].flatMap(({ entries }) =>
    [...entries.values()].flatMap(({ mask, rule }) => (mask ? [{ path: `${rule}/mask`, mask }] : [])),
  )
  const ofPurposes = [...purposes.values()].flatMap(({ name, masks }) =>
    [...masks].map(([target, mask]) => ({ path: pointer('purposes', name, 'masks', target), mask })),
  )
  const declared = Array.isArray(categories) ? [] : Object.entries(categories)
  const known = new Map(
    [...resources.values()].flatMap(({ fields }) =>
      fields.flatMap(({ category }) =>
        category?.mask ? [[category.lineage[0], category.mask] as const] : [],
      ),
    ),
  )
  const ofCategories = declared.flatMap(([name, said]) => {
    const mask = 'mask' in said ? known.get(name) : undefined
    return mask ? [{ path: pointer('categories', name, 'mask'), mask }] : []
  })
  return [...ofCategories, ...ofFields, ...ofPurposes]
}

/** Whether a mask leaves nearly everything. */
export function hidesLittle(mask: Operator): boolean {
  if (mask.op === 'mask') return ('first' in mask ? mask.first : mask.last) > MANY
  if (mask.op === 'card') return mask.bin
  return mask.op === 'generalize' && typeof mask.to === 'number' && mask.to < 2
}
