import { boundTo } from '../index.js'
import type { AnyPassage } from './enter.js'
import { chunkOf } from './view-stream.js'

/** Whether a value is a view that this very request has released, for its purpose: not one that was kept from another. */
export function isOwn(passage: AnyPassage, value: unknown): boolean {
  return passage.released(value) && boundTo(value)?.purpose === passage.access.purpose
}

/** The text of a chunk of a view stream that holds nothing but such views: the chunk itself may have been changed. */
export function partOf(passage: AnyPassage | undefined, chunk: unknown): string | undefined {
  const known = chunkOf(chunk)
  return passage && known?.views.every((view) => isOwn(passage, view)) ? known.text : undefined
}
