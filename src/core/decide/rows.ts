import type { Person } from '../catalog/person.js'
import type { ResourceDef } from '../catalog/resource.js'
import type { ConsentLookup } from './basis.js'
import type { Verdict } from './decision.js'
import type { OpenRow } from './open-row.js'

/** Rows that were opened together: what decisions on them rest on, and what their views are made from. */
export interface OpenRows {
  readonly length: number
  /** Everybody whose consent the decisions ask for. */
  readonly people: readonly Person[]
  verdict(index: number, now: number, consents: ConsentLookup | undefined): Verdict
  /** One row of them. */
  at(index: number): OpenRow
  /** The person whom a permitted row is about, or all whose data it shows. */
  shown(index: number, verdict: Verdict): Person | readonly Person[] | undefined
  /** Makes something of one row from what was read of it. */
  make<T>(index: number, from: MakeFrom<T>): T
}

/** Takes a row, whether its properties are surely its own, the values that were read of it, and where they begin. */
export type MakeFrom<T> = (row: object, plain: boolean, values: readonly unknown[], from: number) => T

/** The people whose data a permitted row shows: its own, and those of parts of which something is seen. */
export function shownOf(
  { fields }: ResourceDef,
  { people, parts }: OpenRow,
  { decision }: Verdict,
): readonly Person[] {
  if (parts.length === 0) return people
  const seen = new Set(
    fields.filter(({ path }) => decision.fields[path]?.outcome !== 'hidden').map((field) => field.part),
  )
  const ofParts = parts.map((each, part) => (seen.has(part) && typeof each !== 'string' ? each : []))
  return [people, ...ofParts].flat()
}
