import type { Person } from '../catalog/person.js'
import type { ResourceDef } from '../catalog/resource.js'
import type { ConsentLookup } from './basis.js'
import type { Verdict } from './decision.js'

export type Problem = 'row_invalid' | 'subject_missing'

/** What a decision reads of a row, each property once; the view is made from the same values. */
export interface OpenRow {
  readonly row: object
  /** Whether a property of the row can only be its own, so that it need not be asked for each. */
  readonly plain: boolean
  /** The top-level values that were read, in the order of the reader's `keys`. */
  readonly values: readonly unknown[]
  /** Why the row cannot be decided on. */
  readonly problem: Problem | undefined
  /** Undefined too where the row should have one and has none. */
  readonly tenant: string | number | undefined
  readonly people: readonly Person[]
  /** The people of each part, or why they are not known. */
  readonly parts: readonly (readonly Person[] | Problem)[]
  /** The tested attributes, in the order of the reader's `attributes`; a date is in milliseconds. */
  readonly attributes: readonly unknown[]
  /** Rows of their own that stand in this one, opened too. */
  readonly nested: readonly {
    readonly path: string
    readonly resource: ResourceDef
    readonly open: OpenRow
  }[]
}

const NONE: readonly never[] = Object.freeze([])

/** What is known of a row that cannot be read: nothing. */
export const INVALID_ROW = {
  plain: false,
  values: NONE,
  problem: 'row_invalid',
  tenant: undefined,
  people: NONE,
  parts: NONE,
  attributes: NONE,
  nested: NONE,
} as const

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

/** Everybody whose consent a row's decision asks for. */
export function peopleOf({ people, parts, nested }: OpenRow): readonly Person[] {
  return [
    ...people,
    ...parts.flatMap((part) => (typeof part === 'string' ? [] : part)),
    ...nested.flatMap(({ open }) => peopleOf(open)),
  ]
}
