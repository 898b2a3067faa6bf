import type { Action } from './action.js'

/** What nobody may see or do. A missing list means all. */
export interface ProhibitionDeclaration<
  Purpose extends string = string,
  Target extends string = string,
  Recipient extends string = string,
> {
  readonly id: string
  readonly purposes?: readonly Purpose[]
  /** Hides these; without it the request is denied. */
  readonly of?: readonly Target[]
  /** Forbids to provide data to these, and nothing else. */
  readonly recipients?: readonly Recipient[]
  readonly actions?: readonly Action[]
}
