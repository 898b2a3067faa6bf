import * as z from 'zod'

/** The longest time that signals look back, or learn: 31 days. */
const LONGEST_MS = 31 * 86_400_000

/** What a policy document may say of what is noticed. */
export function signalsShape() {
  const purposes = z.array(z.string()).min(1).optional()
  const withinMs = z.int().min(1000).max(LONGEST_MS)
  const denials = z.strictObject({ count: z.int().min(1), withinMs, purposes })
  const bulk = z.strictObject({ people: z.int().min(1), withinMs: withinMs.optional(), purposes })
  return z.strictObject({
    denials: z
      .union([denials, z.array(denials).min(1)], 'expected `{ count, withinMs }`, or a list of these')
      .optional(),
    bulk: z
      .union([bulk, z.array(bulk).min(1)], 'expected `{ people, withinMs }`, or a list of these')
      .optional(),
    exceptions: z.boolean().optional(),
    newPairs: z
      .union(
        [z.boolean(), z.strictObject({ learnMs: z.int().min(0).max(LONGEST_MS) })],
        'expected `true`, `false`, or `{ learnMs }`',
      )
      .optional(),
  })
}
