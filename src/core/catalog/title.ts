import * as z from 'zod'

/** A text, or one for each language. */
export type Title = string | { readonly en: string; readonly ja: string }

/** What a document may write as a text. */
export function textShape() {
  return z.string().min(1).max(1000)
}

/** What a document may write as a title. */
export function titleShape() {
  const text = textShape()
  return z.union([text, z.strictObject({ en: text, ja: text })], 'expected a text, or `{ en, ja }`')
}
