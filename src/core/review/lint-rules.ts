import type { Catalog } from '../catalog/catalog.js'
import { pointer } from '../catalog/pointer.js'
import { nearest } from '../catalog/target.js'
import { hidesLittle, masksOf } from './lint-masks.js'
import { keptForEver } from './lint-retention.js'
import { seesEverything } from './lint-roles.js'
import { reachOf } from './reach.js'
import { Sights } from './sights.js'
import { Witnesses } from './witness.js'

export type LintCode =
  | 'purpose_served_by_nobody'
  | 'category_unused'
  | 'field_unused'
  | 'grant_without_effect'
  | 'condition_never_met'
  | 'mask_hides_little'
  | 'role_sees_everything'
  | 'no_retention'

/** One thing that is looked for. */
interface LintRule {
  readonly code: LintCode
  readonly reason: string
  readonly look: (catalog: Catalog) => readonly { readonly path: string; readonly message: string }[]
}

export const LINT_RULES: readonly LintRule[] = [
  {
    code: 'purpose_served_by_nobody',
    reason:
      'a purpose that nobody may act for is promised and never kept: grant it to a role, or take it out',
    look: (catalog) =>
      [...catalog.purposes.values()]
        .filter(
          ({ uses, name, self }) =>
            uses.size > 0 && !self && !grantsOf(catalog).some((each) => each.purposes.has(name)),
        )
        .map(({ name }) => ({ path: pointer('purposes', name), message: `nobody may act for \`${name}\`` })),
  },
  {
    code: 'category_unused',
    reason: 'a class of data that no field belongs to says nothing: classify a field by it, or take it out',
    look: ({ document: { categories }, resources }) => {
      const held = new Set(
        [...resources.values()].flatMap(({ fields }) => fields.flatMap(({ chain }) => chain)),
      )
      const listed = Array.isArray(categories)
      return (listed ? categories : Object.keys(categories)).flatMap((name, i) =>
        held.has(name)
          ? []
          : [
              {
                path: pointer('categories', listed ? i : name),
                message: `no field is of the category \`${name}\``,
              },
            ],
      )
    },
  },
  {
    code: 'field_unused',
    reason: 'data that no purpose uses should not be collected: name it in `uses`, or stop collecting it',
    look: ({ resources, purposes }) =>
      [...resources.values()].flatMap(({ name, fields }) =>
        fields
          .filter(
            ({ class: kind, chain }) =>
              kind === 'personal' && ![...purposes.values()].some(({ uses }) => nearest(chain, uses)),
          )
          .map(({ path, rule }) => ({ path: rule, message: `no purpose uses \`${name}.${path}\`` })),
      ),
  },
  {
    code: 'grant_without_effect',
    reason:
      'a grant that shows nothing looks like a permission and is none: see what forbids it, or take it out',
    look: (catalog) => {
      const sights = new Sights(catalog)
      const [purposes, resources] = [[...catalog.purposes.values()], [...catalog.resources.values()]]
      return grantsOf(catalog)
        .filter((grant) => grant.may.has('read'))
        .filter(
          (grant) =>
            !purposes.some(
              (purpose) =>
                grant.purposes.has(purpose.name) &&
                resources.some(
                  (resource) =>
                    (!grant.where || grant.where.has(resource.name)) && sights.of(grant, purpose, resource),
                ),
            ),
        )
        .map(({ rule }) => ({ path: rule, message: 'this grant shows nothing for any of its purposes' }))
    },
  },
  {
    code: 'condition_never_met',
    reason: 'no row can meet this condition, so the grant reaches none',
    look: (catalog) => {
      const witnesses = new Witnesses()
      return grantsOf(catalog).flatMap((grant) =>
        [...(grant.where ?? [])].flatMap(([name]) => {
          const resource = catalog.resources.get(name)
          return !resource || witnesses.find(resource, reachOf(grant, resource), [])
            ? []
            : [{ path: grant.rule + pointer('where', name), message: `no row of \`${name}\` can meet it` }]
        }),
      )
    },
  },
  {
    code: 'mask_hides_little',
    reason: 'a mask that leaves more than 4 characters, or rounds to less than 2, often tells what it hides',
    look: (catalog) =>
      masksOf(catalog)
        .filter(({ mask }) => hidesLittle(mask))
        .map(({ path, mask }) => ({
          path,
          message: `\`${mask.op}\` hides little here: ${JSON.stringify(mask)}`,
        })),
  },
  {
    code: 'role_sees_everything',
    reason:
      'a role that sees all personal data clear is worth more than any other to whoever steals it: split it by purpose',
    look: (catalog) => {
      const sights = new Sights(catalog)
      return [...catalog.roles.keys()]
        .filter((role) => seesEverything(catalog, sights, role))
        .map((role) => ({
          path: pointer('roles', role),
          message: `\`${role}\` sees every personal field clear`,
        }))
    },
  },
  {
    code: 'no_retention',
    reason: 'data that no period ends is kept for ever: say `retention`, of the purpose or of its fields',
    look: keptForEver,
  },
]

function grantsOf({ roles }: Catalog) {
  return [...roles.values()].flat()
}
