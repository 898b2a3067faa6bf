import type { Catalog } from '../../catalog/catalog.js'
import type { PurposeDef } from '../../catalog/purpose.js'
import type { ResourceDef } from '../../catalog/resource.js'
import type { Witnesses } from '../witness.js'
import { beyond, type Party } from './beyond.js'
import { changesOf } from './changes.js'
import { forbiddenChanges, lawChanges, originChanges, retentionChanges } from './law-changes.js'
import { type ChangeVerdict, change, type PolicyChange, worst } from './policy-change.js'
import { type Relation, relationOf } from './related.js'
import { type Duty, type Missing, todoOf } from './todo.js'
import { listed } from './words.js'

/** How one purpose differs, what that asks of whoever puts the policy in force, and what is still missing for it. */
export interface PurposeDiff {
  readonly purpose: string
  readonly verdict: ChangeVerdict
  /** The state of the purpose in each policy; absent where it is not there. */
  readonly terms: { readonly from?: number; readonly to?: number }
  readonly changes: readonly PolicyChange[]
  readonly duty: Duty
  /** What must be done to the new policy before it may be put in force; empty where nothing must. */
  readonly missing: readonly Missing[]
  /** What to announce, whom to ask, or that nothing is to be done. */
  readonly en: string
  readonly ja: string
}

export interface Parties {
  readonly old: Party
  readonly new: Party
  readonly witnesses: Witnesses
}

/** What differs for a purpose that is in one policy or in both, on those resources of each whose rows may be decided otherwise. */
export function purposeDiff(
  name: string,
  { old: was, new: is, witnesses }: Parties,
  resources: { readonly old: readonly ResourceDef[]; readonly new: readonly ResourceDef[] },
): PurposeDiff {
  const [before, after] = [was.catalog.purposes.get(name), is.catalog.purposes.get(name)]
  const relation = after ? relationOf(after, was.catalog) : 'none'
  const changes = [...found()]
  const verdict = worst(changes.map((change) => change.verdict))
  const terms = { ...(before && { from: before.terms }), ...(after && { to: after.terms }) }
  return Object.freeze({
    purpose: name,
    verdict,
    terms: Object.freeze(terms),
    changes: Object.freeze(changes),
    ...todoOf({ verdict, before, after, relation, changes, catalog: after ? is.catalog : was.catalog }),
  })

  function* found(): Generator<PolicyChange> {
    const outside = outsideOf(relation)
    if (!before && after) return yield added(after, outside)
    if (before && !after) return yield removed(before)
    if (!before || !after) return
    yield* changesOf(after, beyond(after, resources.new, is, was, witnesses), 'wider', outside)
    yield* changesOf(before, beyond(before, resources.old, was, is, witnesses), 'narrower', outside)
    yield* familyChange(before, after)
    yield* shapeChanges(after, resources.new, was, is)
    yield* retentionChanges(before, after, was.catalog, is.catalog, outside)
    yield* lawChanges(before, after, outside)
    yield* originChanges(before, after)
    yield* forbiddenChanges(after, was.catalog, is.catalog)
  }
}

function outsideOf(relation: Relation): 'wider_related' | 'wider_new' {
  return relation === 'related' ? 'wider_related' : 'wider_new'
}

function added({ name }: PurposeDef, verdict: 'wider_related' | 'wider_new'): PolicyChange {
  return change(verdict, 'purpose', name, { en: 'the purpose is new', ja: '新たな利用目的です' })
}

function removed({ name }: PurposeDef): PolicyChange {
  const words = {
    en: 'the purpose is gone; what people said about it is kept, and permits nothing',
    ja: '利用目的がなくなります（本人の意思表示の記録は残りますが、効力はありません）',
  }
  return change('narrower', 'purpose', name, words)
}

/** What a yes or a no to a purpose above covers is no question of rows. */
function* familyChange(before: PurposeDef, after: PurposeDef): Generator<PolicyChange> {
  const gone = [...before.ancestors].filter((each) => !after.ancestors.has(each))
  const come = [...after.ancestors].filter((each) => !before.ancestors.has(each))
  if (gone.length + come.length === 0) return
  const [left, joined] = [listed(gone), listed(come)]
  yield change('undetermined', 'family', after.name, {
    en: [
      ...(come.length > 0 ? [`a yes or a no to ${joined.en} covers it from now on`] : []),
      ...(gone.length > 0 ? [`a yes or a no to ${left.en} covers it no longer`] : []),
    ].join('; '),
    ja: [
      ...(come.length > 0 ? [`今後は${joined.ja}への同意・拒否が及びます`] : []),
      ...(gone.length > 0 ? [`今後は${left.ja}への同意・拒否が及びません`] : []),
    ].join('。'),
  })
}

/** A row that holds rows of another resource is decided in parts: where the parts are others nothing is compared. */
function* shapeChanges(
  { name }: PurposeDef,
  resources: readonly ResourceDef[],
  was: Party,
  is: Party,
): Generator<PolicyChange> {
  for (const { name: resource, nested } of resources) {
    const before = was.catalog.resources.get(resource)?.nested
    if (!before) continue
    const places = [...new Set([...nested.keys(), ...before.keys()])]
    const moved = places.filter((path) => before.get(path) !== nested.get(path))
    const reached = [was, is].some((party) =>
      party.serving(name).some(({ grant }) => !grant.where || grant.where.has(resource)),
    )
    if (moved.length === 0 || !reached) continue
    const paths = listed(moved.map((path) => `${resource}.${path}`))
    yield {
      ...change('undetermined', 'shape', name, {
        en: `whether ${paths.en} holds rows that are decided on their own is another answer now`,
        ja: `${paths.ja}に、個別に判定される行が含まれるかどうかが変わります`,
      }),
      resource,
    }
  }
}

/** The purposes of both, those of the new policy first. */
export function namesOf(was: Catalog, is: Catalog): string[] {
  return [...new Set([...is.purposes.keys(), ...was.purposes.keys()])]
}
