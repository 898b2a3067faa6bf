import * as z from 'zod'
import { changeShape } from './change-document.js'
import { controllerShape } from './controller-document.js'
import { LEGAL_ITEM_NAMES } from './legal-item.js'
import { messagesShape } from './messages-document.js'
import { recipientShape } from './recipient-document.js'
import { signalsShape } from './signals-document.js'
import { textShape, titleShape } from './title.js'

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
/** What a consent may have to prove itself by. */
export const EVIDENCE = ['proof', 'notice', 'method', 'jurisdiction', 'recipients'] as const
export const CATEGORY_CLASSES = ['special_care', 'my_number', 'card_security_code'] as const
const MESSAGES = ['transactional', 'marketing'] as const

type Shapes = ReturnType<typeof shapes>
type Shape<N extends keyof Shapes> = z.infer<Shapes[N]>

/** Made when the first policy is read: the import is to cost little. */
function shapes() {
  // names are checked apart, so that a bad name hides nothing of what it names
  const name = z.string()
  const id = z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, 'an id is letters, digits, `_`, `.` and `-`, at most 64')
  const text = textShape()
  const title = titleShape()
  const target = z.string()
  const operator = z.unknown()
  const visibility = z.enum(VISIBILITIES)
  const sees = z.record(target, visibility)
  const may = z.array(z.enum(ACTIONS))
  const SUBJECT = "expected a path, `{ population, at }`, a list of these, or `'none'`"
  const at = z.union([z.string(), z.strictObject({ population: z.string(), at: z.string() })], SUBJECT)
  const subject = z.union([at, z.array(at).min(1)], SUBJECT)

  const retention = z.union(
    [z.string(), z.strictObject({ period: z.string(), from: z.string().optional() })],
    'expected an ISO 8601 duration, or `{ period, from }`',
  )

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
        retention: retention.optional(),
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
    retention: retention.optional(),
    compatibleWith: z.array(changeShape()).min(1).optional(),
    exceptions: z.array(z.enum(LEGAL_ITEM_NAMES)).min(1).optional(),
    message: z.enum(MESSAGES).optional(),
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
    recipients: z.array(z.string()).optional(),
    actions: may.optional(),
  })

  const policy = z.strictObject({
    name: id,
    version: text,
    controller: controllerShape().optional(),
    consent: z.strictObject({ withdrawal: title, storage: text, retention: text }).optional(),
    populations: z.array(name).optional(),
    categories: z.union(
      [z.array(name), z.record(name, category)],
      'expected a list of names, or `{ name: category }`',
    ),
    resources: z.record(name, resource),
    purposes: z.record(name, purpose),
    roles: z.record(name, z.union([grant, z.array(grant).min(1)], 'expected a grant, or a list of grants')),
    recipients: z.record(name, recipientShape()).optional(),
    prohibitions: z.array(prohibition).optional(),
    messages: messagesShape().optional(),
    signals: signalsShape().optional(),
  })
  return { policy, subject, grant, field, retention }
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
export type RetentionDocument = Shape<'retention'>
