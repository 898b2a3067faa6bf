import type { Catalog } from '../catalog/catalog.js'
import type { ResourceName, RowOf } from '../catalog/declaration.js'
import type { Person } from '../catalog/person.js'
import { within } from '../clock.js'
import { PurposeboundError } from '../errors.js'

/** Where the rows of one resource are, by the person whom they are about. */
export interface Source<Row = object> {
  /** Every row that is about the person, whole. */
  of(person: Person): Row | Iterable<Row> | undefined | PromiseLike<Row | Iterable<Row> | undefined>
  /** Writes a patch that was decided on and recorded; `row` is the row as `of` gave it. */
  correct?(person: Person, patch: Partial<Row>, row: Row): unknown
  /** Erases every row that `of` gives; what it resolves to is ignored, and `of` asked again. */
  erase?(person: Person): unknown
}

/** Sources by resource, in the order in which they are erased. */
export type Sources<P> = { readonly [N in ResourceName<P>]?: Source<RowOf<P, N>> }

/** A source, read once. */
export interface KnownSource {
  of(person: Person): Promise<readonly object[]>
  readonly correct?: (person: Person, patch: object, row: object) => Promise<void>
  readonly erase?: (person: Person) => Promise<void>
}

/** Most of what is held about one person in one resource. */
const MOST_ROWS = 100_000
const KEYS = ['of', 'correct', 'erase']

/** @throws PurposeboundError `config_invalid` */
export function readSources(given: unknown, { resources }: Catalog): ReadonlyMap<string, KnownSource> {
  if (given === undefined) return new Map()
  if (typeof given !== 'object' || given === null) throw invalid('`sources` has a source for each resource')
  return new Map(
    Object.entries(given).map(([name, source]) => {
      if (!resources.has(name)) throw invalid('`sources` names a resource that the policy does not know')
      return [name, readSource(name, source)]
    }),
  )
}

function readSource(name: string, given: unknown): KnownSource {
  const source = Object(given) as { readonly [key: string]: unknown }
  const [of, correct, erase] = KEYS.map((key) => {
    const hook = source[key]
    if (hook !== undefined && typeof hook !== 'function')
      throw invalid(`\`${key}\` of the source of \`${name}\` is a function`)
    return hook as ((...given: unknown[]) => unknown) | undefined
  })
  if (!of) throw invalid(`the source of \`${name}\` has no \`of\``)
  if (Object.keys(source).some((key) => !KEYS.includes(key)))
    throw invalid(`the source of \`${name}\` has \`of\`, \`correct\` and \`erase\``)
  const call = async (hook: NonNullable<typeof of>, ...rest: readonly unknown[]): Promise<unknown> =>
    hook.apply(source, [...rest])
  return {
    async of(person) {
      const rows = await call(of, person)
      return rowsIn(rows)
    },
    ...(correct && {
      correct: async (person, patch, row) => void (await call(correct, person, patch, row)),
    }),
    ...(erase && { erase: async (person) => void (await call(erase, person)) }),
  }
}

function rowsIn(given: unknown): readonly object[] {
  if (given === undefined || given === null) return []
  if (typeof given !== 'object') throw new TypeError('no rows')
  const rows: unknown[] = []
  if (Symbol.iterator in given) {
    for (const row of given as Iterable<unknown>)
      if (rows.push(row) > MOST_ROWS) throw new TypeError('too many rows')
  } else rows.push(given)
  if (!rows.every((row) => typeof row === 'object' && row !== null)) throw new TypeError('no row')
  return rows as object[]
}

/** Waits for a source; what a stranger throws may hold data, and is not passed on. @throws PurposeboundError `source_failed` */
export async function fromSource<T>(name: string, work: Promise<T>, timeoutMs: number): Promise<T> {
  const failed = () => new PurposeboundError('source_failed', `\`${name}\``)
  try {
    return await within(work, timeoutMs, failed)
  } catch {
    throw failed()
  }
}

function invalid(detail: string): PurposeboundError {
  return new PurposeboundError('config_invalid', detail)
}
