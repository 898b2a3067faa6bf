import type { Person } from '../catalog/person.js'
import type { ResourceDef } from '../catalog/resource.js'
import { PurposeboundError } from '../errors.js'
import { reading } from './consent-event.js'
import type { createConsents } from './consents.js'
import type { Engine } from './engine.js'
import { resourcesOf } from './held.js'
import type { Intent } from './operation.js'
import type { KnownSource } from './source.js'

/** Who asks for what about whom, and where rows are. */
export interface Asked {
  readonly engine: Engine
  readonly person: Person
  readonly intent: Intent
  readonly sources: ReadonlyMap<string, KnownSource>
  readonly consents: ReturnType<typeof createConsents>
}

const TIMEOUT_MS = 60_000
const LONGEST_MS = 3_600_000

/** Options of a right, read once. @throws PurposeboundError `input_invalid` */
export function optionsOf(given: unknown, keys: readonly string[]): { readonly [key: string]: unknown } {
  return reading(() => {
    if (given !== undefined && (typeof given !== 'object' || given === null))
      throw invalid('options are an object')
    const options = { ...(given as object | undefined) }
    if (Object.keys(options).some((key) => !keys.includes(key)))
      throw invalid(`options are ${keys.map((key) => `\`${key}\``).join(', ')}`)
    return options
  })
}

/** How long a source may take, ms. */
export function timeoutIn({ timeoutMs = TIMEOUT_MS }: { readonly [key: string]: unknown }): number {
  if (typeof timeoutMs === 'number' && timeoutMs > 0 && timeoutMs <= LONGEST_MS) return timeoutMs
  throw invalid('`timeoutMs` is a number of milliseconds up to an hour')
}

/**
 * The resources that a right is asked for: those named, in their order, or all that hold data of such people, in the
 * order of the sources.
 */
export function scopeOf(
  { engine, person, sources }: Asked,
  { resources: named }: { readonly [key: string]: unknown },
): readonly ResourceDef[] {
  const all = resourcesOf(engine.snapshot.catalog, person)
  const order = [...sources.keys()]
  const place = ({ name }: ResourceDef) => (order.includes(name) ? order.indexOf(name) : order.length)
  if (named === undefined) return all.toSorted((a, b) => place(a) - place(b))
  if (!Array.isArray(named) || named.length === 0) throw invalid('`resources` is a list of resources')
  return [...new Set(named as readonly unknown[])].map((name) => {
    const found = all.find((each) => each.name === name)
    if (!found) throw invalid('`resources` names one that holds no data of such people')
    return found
  })
}

export function invalid(detail: string): PurposeboundError {
  return new PurposeboundError('input_invalid', detail)
}
