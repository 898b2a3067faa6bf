import { z } from 'zod'

/** A member of the site, as a row of the database comes out of the driver. */
export const Member = z.object({
  id: z.string(),
  /** The employee who looks after this member, if anybody does. */
  repId: z.string().nullable(),
  name: z.string(),
  kana: z.string().nullable(),
  email: z.email(),
  phone: z.string(),
  address: z.string(),
  birthDate: z.date().nullable(),
  cardNumber: z.string().nullable(),
  /** An old column that should never have been there. */
  cardSecurityCode: z.string().nullable(),
  lastLoginIp: z.string().nullable(),
  plan: z.enum(['free', 'standard', 'premium']),
  joinedAt: z.date(),
})

/** What a member asked, who answers it, and the member with it. */
export const Inquiry = z.object({
  id: z.int(),
  memberId: z.string(),
  assigneeId: z.string(),
  topic: z.enum(['billing', 'account', 'courses', 'other']),
  body: z.string(),
  askedAt: z.date(),
  member: Member.optional(),
})

/** What a member said in a questionnaire. */
export const Answer = z.object({
  id: z.int(),
  memberId: z.string(),
  questionnaire: z.string(),
  score: z.int(),
  comment: z.string().nullable(),
})

/** One page that a member looked at. */
export const Visit = z.object({
  id: z.int(),
  memberId: z.string(),
  page: z.string(),
  ip: z.string(),
  userAgent: z.string(),
  visitedAt: z.date(),
})
