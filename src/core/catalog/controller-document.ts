import * as z from 'zod'
import { textShape } from './title.js'

/** What a policy document may say of who answers for the data. */
export function controllerShape() {
  const text = textShape()
  return z.strictObject({
    name: text,
    contact: text,
    id: text.optional(),
    address: text.optional(),
    representative: text.optional(),
    country: z.string().optional(),
  })
}
