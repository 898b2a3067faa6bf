import * as z from 'zod'

const BASES = [
  'consent',
  'contract',
  'legal_obligation',
  'vital_interests',
  'public_task',
  'legitimate_interests',
] as const
const VISIBILITIES = ['hidden', 'masked', 'clear'] as const
export const ACTIONS = [
  'read',
  'create',
  'update',
  'delete',
  'disclose',
  'export',
  'contact',
  'exception',
  'audit',
] as const
export const CATEGORY_CLASSES = ['special_care', 'my_number', 'card_security_code'] as const

const reserved = (name: string) => name in Object.prototype
/** `[a-z][A-Za-z0-9_]*`, at most 64 characters, no name that every object inherits. */
const name = z
  .string()
  .refine(
    (text) => /^[a-z][A-Za-z0-9_]{0,63}$/.test(text) && !reserved(text),
    'a name is `[a-z][A-Za-z0-9_]*`, at most 64 characters',
  )
const id = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, 'an id is letters, digits, `_`, `.` and `-`, at most 64')
const text = z.string().min(1).max(1000)
const title = z.union([text, z.strictObject({ en: text, ja: text })])
const target = z.string()
const operator = z.unknown()
const visibility = z.enum(VISIBILITIES)
const sees = z.record(target, visibility)
const may = z.array(z.enum(ACTIONS))
const at = z.union([z.string(), z.strictObject({ population: z.string(), at: z.string() })])
const subject = z.union([at, z.array(at).min(1)])

const category = z.strictObject({
  within: z.string().optional(),
  title: title.optional(),
  mask: operator.optional(),
  class: z.enum(CATEGORY_CLASSES).optional(),
})
const field = z.union([
  z.string(),
  z.strictObject({
    category: z.string(),
    mask: operator.optional(),
    ceiling: visibility.optional(),
    subject: subject.optional(),
  }),
  z.strictObject({ resource: z.string() }),
])
const resource = z.strictObject({
  subject,
  id: z.string().optional(),
  tenant: z.string().optional(),
  collectedAt: z.string().optional(),
  fields: z.record(z.string(), field),
})
const purpose = z.strictObject({
  title,
  basis: z.enum(BASES),
  uses: z.array(z.union([target, z.strictObject({ of: target, at: z.enum(['masked', 'clear']) })])),
  clause: text.optional(),
  within: z.array(z.string()).optional(),
  terms: z.int().min(1).optional(),
  masks: z.record(target, operator).optional(),
  requires: z.array(z.literal('justification')).optional(),
  self: z
    .union([
      z.boolean(),
      z.strictObject({ sees: sees.optional(), may: may.optional(), writes: z.array(target).optional() }),
    ])
    .optional(),
  pseudonymous: z.boolean().optional(),
  objectable: z.boolean().optional(),
  incidental: z.boolean().optional(),
})
const grant = z.strictObject({
  purposes: z.array(z.string()),
  sees,
  where: z.record(z.string(), z.union([z.literal('all'), z.record(z.string(), z.unknown())])).optional(),
  may: may.optional(),
  writes: z.array(target).optional(),
  until: z.string().optional(),
})
const prohibition = z.strictObject({
  id,
  purposes: z.array(z.string()).optional(),
  of: z.array(target).optional(),
  actions: may.optional(),
})

export const documentSchema = z.strictObject({
  name: id,
  version: text,
  controller: z.strictObject({ name: text, contact: text }).optional(),
  populations: z.array(name).optional(),
  categories: z.union([z.array(name), z.record(name, category)]),
  resources: z.record(name, resource),
  purposes: z.record(name, purpose),
  roles: z.record(name, z.union([grant, z.array(grant).min(1)])),
  prohibitions: z.array(prohibition).optional(),
})

/** A policy as data: what `definePolicy` was given, less the schemas. */
export type PolicyDocument = z.infer<typeof documentSchema>
export type Visibility = (typeof VISIBILITIES)[number]
export type Basis = (typeof BASES)[number]
export type SubjectDocument = z.infer<typeof subject>
export type GrantDocument = z.infer<typeof grant>
export type FieldDocument = z.infer<typeof field>

export const DOCUMENT_KEYS = [documentSchema, category, resource, purpose, grant, prohibition]
  .flatMap((schema) => Object.keys(schema.shape))
  .concat('category', 'mask', 'ceiling', 'resource')
