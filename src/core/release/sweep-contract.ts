import type { Condition } from '../catalog/condition.js'
import type { Actor, PersonOf } from './context-contract.js'

/** A period that is over for what began at `until` or before. */
export interface Cutoff {
  /** Where a row says when it began. */
  readonly from: string
  /** RFC 3339 UTC. */
  readonly until: string
  /** As the policy writes it: `P5Y`. */
  readonly period: string
  /** RFC 6901 pointer into the policy document. */
  readonly rule: string
}

/** When a field is due: by a period of its own, or when it has served every purpose that uses it. */
export interface DueField {
  /** True of every row in which it is due, and perhaps of others: `due` decides. */
  readonly where: Condition
  /** Any of these is enough. */
  readonly own: readonly Cutoff[]
  /** All of these are needed, one for each purpose that uses it. */
  readonly purposes: readonly Cutoff[]
}

/** A row of which something is due. */
export interface DueRow {
  /** Its place among all rows that were asked about. */
  readonly index: number
  /** The leaves that are due, in the order of the schema. */
  readonly fields: readonly string[]
  /** Whether these are all its personal fields, so that the row itself may go. */
  readonly whole: boolean
}

/** What is due of some rows, and how many keep more than they might. */
export interface DuePage {
  readonly due: readonly DueRow[]
  /** Rows of which something would be due, and that a legal hold keeps. Whoever cannot be asked about is held. */
  readonly held: number
  /** Rows that do not say when a period began, or cannot be read: nothing of them goes on what is not known. */
  readonly unknown: number
}

/** What has to be erased of a resource, as of one moment and one policy. */
export interface Sweep<Row = unknown> {
  readonly resource: string
  /** RFC 3339 UTC. */
  readonly asOf: string
  /** The rows of which something is due, for a database; true of no row where nothing can be. Holds are not in it. */
  readonly where: Condition
  /** The rows that are due whole; absent where the resource has fields that are kept for ever, or rows of others in its own. */
  readonly whole?: Condition
  readonly fields: { readonly [path: string]: DueField }
  /** Fields that are never due: the purposes that use them and say no period. */
  readonly endless: { readonly [path: string]: readonly string[] }
  /** The columns that `due` reads. */
  readonly needs: readonly string[]
  /** Decides on rows in pages of `size` (1000), in constant memory. It releases nothing. */
  due(rows: AsyncIterable<Row> | Iterable<Row>, options?: { readonly size?: number }): AsyncIterable<DuePage>
}

/** What is handed to the hook that erases: a row and which of its leaves, or the row itself. */
export interface Erasing<Row = unknown> {
  readonly row: Row
  readonly fields: readonly string[]
  readonly whole: boolean
}

/** Why, by whom and how rows are erased. */
export interface EraseOptions<P, Row = unknown> {
  readonly actor: Actor<P>
  readonly justification?: string
  readonly request?: string
  /** Who asked for it: then what is about nobody else goes, due or not, and only a legal hold keeps it. */
  readonly person?: PersonOf<P>
  /** What the person asked for. @defaultValue all that is about them */
  readonly fields?: readonly string[]
  /**
   * Erases all of one page, or throws: best in one transaction. A page whose hook throws is recorded as failed.
   */
  readonly run: (page: readonly Erasing<Row>[]) => unknown
  /** Rows a page. @defaultValue 1000 */
  readonly size?: number
}

/** What became of the rows. */
export interface Erased {
  /** Rows of which something was erased. */
  readonly rows: number
  /** Those among them that went whole. */
  readonly whole: number
  readonly held: number
  /** Rows that do not say when a period began, cannot be read or, where a `person` asked, are not about them alone. */
  readonly unknown: number
}
