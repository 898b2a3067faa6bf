import { type Id, isId, type Person } from '../catalog/person.js'
import type { ResourceDef } from '../catalog/resource.js'
import { type Place, valueAt } from './place.js'

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

/** Everybody whose consent a row's decision asks for. */
export function peopleOf({ people, parts, nested }: OpenRow): readonly Person[] {
  return [
    ...people,
    ...parts.flatMap((part) => (typeof part === 'string' ? [] : part)),
    ...nested.flatMap(({ open }) => peopleOf(open)),
  ]
}

/** The row's own key, or undefined where it has none. */
export function idAt(place: Place | undefined, { values }: OpenRow): Id | undefined {
  const id = place && values.length > 0 ? valueAt(values, place) : undefined
  return isId(id) ? id : undefined
}
