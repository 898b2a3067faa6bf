import * as z from 'zod'
import { titleShape } from './title.js'

/** The five things that make a new use compatible with the old one, in the order of GDPR 6(4)(a) to (e). */
export const COMPATIBILITY = ['link', 'context', 'nature', 'consequences', 'safeguards'] as const

/** What a policy document may say of a purpose that grew out of another (APPI 17(2), GDPR 6(4)). */
export function changeShape() {
  const title = titleShape()
  return z.strictObject({
    purpose: z.string(),
    reasons: z.strictObject({
      link: title,
      context: title,
      nature: title,
      consequences: title,
      safeguards: title,
    }),
    announced: z.string().optional(),
    effective: z.string().optional(),
  })
}
