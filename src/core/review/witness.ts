import type { Condition } from '../catalog/condition.js'
import type { ResourceDef } from '../catalog/resource.js'
import { type ResolvedActor, resolveActor } from '../decide/actor.js'
import { Operands } from '../decide/operands.js'
import { predicateOf } from '../decide/predicate.js'
import { conditionKey } from './condition-key.js'
import type { Value } from './points.js'
import { type ActorGiven, type Unknown, unknownsOf } from './unknowns.js'

type When = Condition | 'all'

/** A row and an actor, as far as conditions ask about them. */
export interface Witness {
  readonly row: { readonly [path: string]: Value }
  readonly actor: { readonly [path: string]: ActorGiven }
}

/** Combinations beyond this are not tried: what they would say is then taken for the worse. */
const MOST = 200_000
const NOTHING: Witness = Object.freeze({ row: Object.freeze({}), actor: Object.freeze({}) })

/** Finds rows, and remembers what it found. */
export class Witnesses {
  readonly #found = new Map<string, Witness | 'too_many' | undefined>()

  /**
   * The smallest row, with an actor, that `reaches` is true of and none of `unless`; undefined where there is none.
   *
   * Exact and no sample: conditions tell values apart only by what they compare them with, so a few values stand for
   * all, and each combination of these is tried by the very predicates that decide. A string is taken to be any string:
   * of an enum this knows as little as the decision does.
   */
  find(resource: ResourceDef, reaches: When, unless: readonly When[]): Witness | 'too_many' | undefined {
    if (unless.includes('all')) return undefined
    if (reaches === 'all' && unless.length === 0) return NOTHING
    const key = [resource.name, ...[reaches, ...unless].map(conditionKey)].join('\n')
    if (unless.some((each) => conditionKey(each) === conditionKey(reaches))) return undefined
    if (!this.#found.has(key)) this.#found.set(key, search(resource, reaches, unless as readonly Condition[]))
    return this.#found.get(key)
  }
}

function search(
  resource: ResourceDef,
  reaches: When,
  unless: readonly Condition[],
): Witness | 'too_many' | undefined {
  const all = reaches === 'all' ? unless : [reaches, ...unless]
  const { row, actor, whole } = unknownsOf(all, resource)
  const combinations = [...row, ...actor].reduce((product, { values }) => product * values.length, 1)
  if (combinations > MOST) return 'too_many'
  const paths = row.map(({ path }) => path)
  const operands = new Operands()
  const tests = all.map((each) => ({
    test: predicateOf(each, paths, operands),
    needs: operands.placesIn(each),
  }))
  const wanted = reaches === 'all' ? [] : tests.slice(0, 1)
  const unwanted = tests.slice(wanted.length)
  let best: Witness | undefined
  let least = Number.POSITIVE_INFINITY
  for (const given of product(actor)) {
    const who = actorOf(actor, given)
    if (!who) continue
    const brought = operands.of(who)
    const usable = ({ needs }: (typeof tests)[number]) => needs.every((place) => brought[place] !== undefined)
    if (!wanted.every(usable)) continue
    const inForce = unwanted.filter(usable)
    for (const values of product(row)) {
      const size = sizeOf(values) + sizeOf(given)
      if (size >= least) continue
      const attributes = values.map((value, i) =>
        value !== undefined && row[i]?.type === 'date' ? Date.parse(value as string) : value,
      )
      if (!wanted.every(({ test }) => test(attributes, 0, brought))) continue
      if (inForce.some(({ test }) => test(attributes, 0, brought))) continue
      best = { row: named(row, values), actor: named(actor, given) }
      least = size
    }
  }
  return best ?? (whole ? undefined : 'too_many')
}

/** The actor that brings these; undefined where nobody can, as with a boolean for a tenant. */
function actorOf(
  asked: readonly Unknown<ActorGiven>[],
  given: readonly (ActorGiven | undefined)[],
): ResolvedActor | undefined {
  const said = named(asked, given)
  const { id = 'somebody', kind, tenant, subject } = said
  const attributes = Object.fromEntries(
    Object.entries(said).flatMap(([path, value]) =>
      path.startsWith('attributes.') ? [[path.slice('attributes.'.length), value]] : [],
    ),
  )
  const about = { ...(subject !== undefined && { subject }), ...(tenant !== undefined && { tenant }) }
  const actor = resolveActor({ id, roles: [], attributes, ...about, ...(kind !== undefined && { kind }) })
  return typeof actor === 'string' ? undefined : actor
}

function* product<T>(unknowns: readonly Unknown<T>[], at = 0): Generator<(T | undefined)[]> {
  if (at === unknowns.length) {
    yield []
    return
  }
  for (const value of (unknowns[at] as Unknown<T>).values)
    for (const rest of product(unknowns, at + 1)) yield [value, ...rest]
}

function sizeOf(values: readonly unknown[]): number {
  return values.reduce<number>((size, value) => (value === undefined ? size : size + 1), 0)
}

function named<T>(
  unknowns: readonly Unknown<T>[],
  values: readonly (T | undefined)[],
): { [path: string]: T } {
  return Object.fromEntries(
    unknowns.flatMap(({ path }, i) => (values[i] === undefined ? [] : [[path, values[i] as T]])),
  )
}
