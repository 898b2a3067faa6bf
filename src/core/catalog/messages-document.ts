import * as z from 'zod'

/** What a policy document may say of messages. */
export function messagesShape() {
  const most = z.strictObject({ count: z.int().min(0), per: z.string() })
  return z.strictObject({
    channels: z.record(z.string(), z.string()).optional(),
    most: z.union([most, z.array(most).min(1)], 'expected `{ count, per }`, or a list of these').optional(),
    quiet: z.strictObject({ from: z.string(), to: z.string(), timeZone: z.string() }).optional(),
  })
}
