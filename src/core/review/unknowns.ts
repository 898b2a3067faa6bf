import { atoms, type Condition, isActorRef } from '../catalog/condition.js'
import { isId, isTenant } from '../catalog/person.js'
import type { ResourceDef } from '../catalog/resource.js'
import type { LeafType } from '../catalog/schema.js'
import { pointsOf, type Value } from './points.js'

export type ActorGiven = Value | readonly Value[]

/** Something that conditions ask about, with the values that stand for all it can be; undefined is missing. */
export interface Unknown<T> {
  readonly path: string
  readonly values: readonly (T | undefined)[]
}

/** More lists than this are more than anybody tries. */
const MOST_LISTS = 1_000_000
/** Among texts as long as this not every gap is known to be filled: a tenant's name must not be longer than some length. */
const LONG = 900
const KINDS = ['employee', 'service', 'person', 'entrustee']

/** What `conditions` ask of a row of a resource, and of an actor. */
export function unknownsOf(
  conditions: readonly Condition[],
  { attributes, subject, tenant }: ResourceDef,
): {
  readonly row: readonly (Unknown<Value> & { readonly type: LeafType })[]
  readonly actor: readonly Unknown<ActorGiven>[]
  /** Whether these values stand for all: where not, that none of them will do says nothing. */
  readonly whole: boolean
} {
  const tested = conditions.flatMap(atoms)
  const paths = [...new Set(tested.map(({ path }) => path))].sort()
  const links = tested.flatMap((atom) => {
    const of = atom.op === 'exists' ? undefined : 'values' in atom ? atom.values : atom.value
    return isActorRef(of) ? [{ path: atom.path, actor: of.$actor, list: 'values' in atom }] : []
  })
  const row = paths.map((path) => {
    const { values, type } = about(path)
    // a row that does not say whose it is, or of which tenant, is denied whatever a grant reaches
    if (path === tenant) return { path, type, values: values.filter(isTenant) }
    const needed = subject.some((each) => each.path === path)
    return { path, type, values: needed ? values.filter(isId) : [undefined, ...values] }
  })
  const actor = [...new Set(links.map((link) => link.actor))].sort().map((path): Unknown<ActorGiven> => {
    const own = links.filter((link) => link.actor === path)
    const values = [...new Set(own.flatMap((link) => about(link.path).values))]
    const lists = own.some(({ list }) => list) ? subsets(values, paths.length) : []
    const scalars = own.some(({ list }) => !list) ? values : []
    if (path === 'kind') return { path, values: KINDS }
    const set = path === 'id' ? scalars : [undefined, ...scalars, ...lists]
    return { path, values: path === 'id' || path === 'tenant' ? set.filter((each) => each !== '') : set }
  })
  const whole = row.every(({ values }) =>
    values.every((each) => typeof each !== 'string' || each.length < LONG),
  )
  return { row, actor, whole }

  /** The values that a path of the row is told apart by: those it is compared with, also by way of an actor's. */
  function about(path: string): { readonly values: readonly Value[]; readonly type: LeafType } {
    const joined = reach(path)
    const own = tested.filter((atom) => joined.paths.has(atom.path))
    const type = typeOf(path)
    const constants = own.flatMap((atom): Value[] => {
      if (atom.op === 'exists' || atom.type !== type) return []
      if ('values' in atom) return isActorRef(atom.values) ? [] : [...atom.values]
      return isActorRef(atom.value) ? [] : [atom.value]
    })
    const kinds = joined.actors.has('kind') && type === 'string' ? KINDS : []
    const ordered = own.some(({ op }) => op === 'gt' || op === 'gte' || op === 'lt' || op === 'lte')
    const apart = joined.actors.size === 0 ? 1 : joined.paths.size + joined.actors.size
    return { values: pointsOf(type, [...constants, ...kinds], ordered, apart), type }
  }

  function typeOf(path: string): LeafType {
    const typed = tested.find((atom) => atom.path === path && atom.op !== 'exists')
    if (typed && 'type' in typed) return typed.type
    return [...(attributes.get(path) ?? [])].find((type) => type !== 'null') ?? 'string'
  }

  /** The paths and the actor's values that `path` is compared with, directly or by way of others. */
  function reach(path: string): { readonly paths: Set<string>; readonly actors: Set<string> } {
    const joined = { paths: new Set([path]), actors: new Set<string>() }
    for (let before = -1; before !== joined.paths.size + joined.actors.size; ) {
      before = joined.paths.size + joined.actors.size
      for (const link of links)
        if (joined.paths.has(link.path) || joined.actors.has(link.actor)) {
          joined.paths.add(link.path)
          joined.actors.add(link.actor)
        }
    }
    return joined
  }
}

/** Every list of at most `most` of the values: more cannot be told apart by that many attributes. */
function subsets(values: readonly Value[], most: number): Value[][] {
  const found: Value[][] = [[]]
  for (const value of values)
    for (const list of found.slice()) {
      if (found.length > MOST_LISTS) return found
      if (list.length < most) found.push([...list, value])
    }
  return found
}
