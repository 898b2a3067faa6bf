import * as z from 'zod'
import type { RecipientKind, TransferBasis } from './recipient-declaration.js'
import { textShape, titleShape } from './title.js'

const KINDS = [
  'third_party',
  'entrustee',
  'joint_user',
  'successor',
] as const satisfies readonly RecipientKind[]
const TRANSFER_BASES = [
  'consent',
  'adequacy',
  'equivalent_measures',
  'scc',
  'bcr',
  'derogation',
] as const satisfies readonly TransferBasis[]
// GDPR 49(1)(b) to (g); (a), explicit consent, is the basis `consent`
const DEROGATIONS = [
  'gdpr_49_1_b',
  'gdpr_49_1_c',
  'gdpr_49_1_d',
  'gdpr_49_1_e',
  'gdpr_49_1_f',
  'gdpr_49_1_g',
] as const

/** What a policy document may say of one recipient. */
export function recipientShape() {
  const text = textShape()
  const title = titleShape()
  return z.strictObject({
    kind: z.enum(KINDS),
    title: title.optional(),
    class: z.string().optional(),
    address: text.optional(),
    representative: text.optional(),
    country: z.string().optional(),
    transfer: z
      .strictObject({
        basis: z.enum(TRANSFER_BASES),
        derogation: z.enum(DEROGATIONS).optional(),
        reference: text.optional(),
        system: title.optional(),
        measures: title.optional(),
        until: z.string().optional(),
      })
      .optional(),
    certification: z.strictObject({ name: text, expires: z.string() }).optional(),
    purposes: z.array(z.string()).min(1).optional(),
    of: z.array(z.string()).min(1).optional(),
    responsible: z
      .strictObject({ name: text, address: text.optional(), representative: text.optional() })
      .optional(),
    review: z.string().optional(),
  })
}
