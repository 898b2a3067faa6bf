import * as z from 'zod'

export const BASES = [
  'consent',
  'contract',
  'legal_obligation',
  'vital_interests',
  'public_task',
  'legitimate_interests',
] as const
const VISIBILITIES = ['hidden', 'masked', 'clear'] as const
/** Every action, as `may` of a grant and `actions` of a prohibition name them. */
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
/** The longest time that signals look back, or learn: 31 days. */
const LONGEST_MS = 31 * 86_400_000
/** What a consent may have to prove itself by. */
export const EVIDENCE = ['proof', 'notice', 'method', 'jurisdiction', 'recipients'] as const
export const CATEGORY_CLASSES = ['special_care', 'my_number', 'card_security_code'] as const

type Shapes = ReturnType<typeof shapes>
type Shape<N extends keyof Shapes> = z.infer<Shapes[N]>

/** Made when the first policy is read: the import is to cost little. */
function shapes() {
  // names are checked apart, so that a bad name hides nothing of what it names
  const name = z.string()
  const id = z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, 'an id is letters, digits, `_`, `.` and `-`, at most 64')
  const text = z.string().min(1).max(1000)
  const title = z.union([text, z.strictObject({ en: text, ja: text })], 'expected a text, or `{ en, ja }`')
  const target = z.string()
  const operator = z.unknown()
  const visibility = z.enum(VISIBILITIES)
  const sees = z.record(target, visibility)
  const may = z.array(z.enum(ACTIONS))
  const SUBJECT = "expected a path, `{ population, at }`, a list of these, or `'none'`"
  const at = z.union([z.string(), z.strictObject({ population: z.string(), at: z.string() })], SUBJECT)
  const subject = z.union([at, z.array(at).min(1)], SUBJECT)

  const category = z.strictObject({
    within: z.string().optional(),
    title: title.optional(),
    mask: operator.optional(),
    class: z.enum(CATEGORY_CLASSES).optional(),
  })
  const field = z.union(
    [
      z.string(),
      z.strictObject({
        category: z.string(),
        mask: operator.optional(),
        ceiling: visibility.optional(),
        subject: subject.optional(),
      }),
      z.strictObject({ resource: z.string() }),
    ],
    'expected a category, `key`, `nonpersonal`, `{ category, … }` or `{ resource }`',
  )
  const resource = z.strictObject({
    subject,
    id: z.string().optional(),
    tenant: z.string().optional(),
    collectedAt: z.string().optional(),
    fields: z.record(z.string(), field),
  })
  const use = z.union(
    [target, z.strictObject({ of: target, at: z.enum(['masked', 'clear']) })],
    'expected a category, a field, or `{ of, at }`',
  )
  const self = z.union(
    [
      z.boolean(),
      z.strictObject({ sees: sees.optional(), may: may.optional(), writes: z.array(target).optional() }),
    ],
    'expected `true`, `false`, or `{ sees, may, writes }`',
  )
  const purpose = z.strictObject({
    title,
    basis: z.enum(BASES),
    uses: z.array(use),
    clause: text.optional(),
    within: z.array(z.string()).optional(),
    terms: z.int().min(1).optional(),
    masks: z.record(target, operator).optional(),
    requires: z.array(z.enum(['justification', ...EVIDENCE])).optional(),
    self: self.optional(),
    pseudonymous: z.boolean().optional(),
    objectable: z.boolean().optional(),
    incidental: z.boolean().optional(),
  })
  const rows = z.union(
    [z.literal('all'), z.record(z.string(), z.unknown())],
    "expected a condition, or `'all'`",
  )
  const grant = z.strictObject({
    purposes: z.array(z.string()),
    sees,
    where: z.record(z.string(), rows).optional(),
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
  const purposes = z.array(z.string()).min(1).optional()
  const withinMs = z.int().min(1000).max(LONGEST_MS)
  const denials = z.strictObject({ count: z.int().min(1), withinMs, purposes })
  const bulk = z.strictObject({ people: z.int().min(1), withinMs: withinMs.optional(), purposes })
  const signals = z.strictObject({
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

  const policy = z.strictObject({
    name: id,
    version: text,
    controller: z
      .strictObject({ name: text, contact: text, id: text.optional(), address: text.optional() })
      .optional(),
    consent: z.strictObject({ withdrawal: title, storage: text, retention: text }).optional(),
    populations: z.array(name).optional(),
    categories: z.union(
      [z.array(name), z.record(name, category)],
      'expected a list of names, or `{ name: category }`',
    ),
    resources: z.record(name, resource),
    purposes: z.record(name, purpose),
    roles: z.record(name, z.union([grant, z.array(grant).min(1)], 'expected a grant, or a list of grants')),
    prohibitions: z.array(prohibition).optional(),
    signals: signals.optional(),
  })
  return { policy, subject, grant, field }
}

let made: Shapes | undefined

/** What a policy document may look like. */
export function documentSchema(): Shapes['policy'] {
  made ??= shapes()
  return made.policy
}

/** A policy as data: what `definePolicy` was given, less the schemas. */
export type PolicyDocument = Shape<'policy'>
export type Visibility = (typeof VISIBILITIES)[number]
export type Basis = (typeof BASES)[number]
export type Evidence = (typeof EVIDENCE)[number]
export type SubjectDocument = Shape<'subject'>
export type GrantDocument = Shape<'grant'>
export type FieldDocument = Shape<'field'>
