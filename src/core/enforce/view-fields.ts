import type { MakeFrom } from '../decide/rows.js'
import type { Emit } from './emit.js'

/** Makes a view of an opened row: what the decision read is not read again. @throws Unreleasable */
export type Project = MakeFrom<object>

/** What a view shows, in the order of the schema. */
export interface Fields {
  readonly keys: readonly string[]
  readonly emits: readonly Emit[]
  /** Where each value lies among those that the decision has read, or -1. */
  readonly slots: readonly number[]
}

/** A view in the making. */
export interface Fresh {
  [key: string]: unknown
}

/** A constructor whose prototype is null makes plain objects, and faster than a literal that grows. */
export type Maker = new (...args: Parameters<Project>) => object
