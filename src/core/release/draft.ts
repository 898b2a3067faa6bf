import type { FieldDef } from '../catalog/field.js'
import { pointer } from '../catalog/pointer.js'
import type { ResourceDef } from '../catalog/resource.js'
import type { SchemaNode } from '../catalog/schema.js'
import { nearest } from '../catalog/target.js'
import type { Decision } from '../decide/decision.js'
import type { Question } from '../decide/question.js'
import { AccessDenied, type Reason } from '../errors.js'

/** A leaf that a caller wants to write. */
export interface Written {
  readonly field: FieldDef
  readonly value: unknown
}

/** Hardly anybody writes this; masks do. */
const MASKED = /\*{6}/

/** Reasons that keep a field from being written; what a role may see of it is another matter. */
const BINDING: readonly Reason[] = [
  'prohibited',
  'not_needed',
  'purpose_masked',
  'subject_missing',
  'row_invalid',
  'consent_missing',
  'consent_refused',
  'consent_withdrawn',
  'consent_expired',
  'consent_outdated',
  'consent_predates_purpose',
  'consent_unavailable',
  'objected',
  'restricted',
  'retention_expired',
  'retention_unknown',
]

/**
 * The leaves that `draft` names. What the resource does not declare is refused and never dropped in silence, and a
 * masked value is never written back.
 *
 * @throws AccessDenied `input_invalid`
 */
export function writtenOf(resource: ResourceDef, draft: object): Written[] {
  const fields = new Map(resource.fields.map((field) => [field.path, field]))
  const written: Written[] = []
  walk(resource.node, '', draft)
  return written

  function unmasked(leaf: Written): Written {
    if (typeof leaf.value === 'string' && MASKED.test(leaf.value) && leaf.field.class === 'personal')
      throw refused(resource)
    return leaf
  }

  function walk(node: SchemaNode, path: string, value: unknown): void {
    const field = fields.get(path)
    if (value === undefined || resource.nested.has(path)) throw refused(resource)
    const inner =
      typeof value === 'object' && value !== null && !(value instanceof Date) && !node.types.has('opaque')
    if (!inner) {
      if (field) written.push(unmasked({ field, value }))
      else if (value !== null || !node.types.has('null')) throw refused(resource)
      else
        for (const each of resource.fields)
          if (each.path.startsWith(`${path}.`) || each.path.startsWith(`${path}[`))
            written.push({ field: each, value })
      return
    }
    if (Array.isArray(value)) {
      if (!node.items) throw refused(resource)
      for (const item of value) walk(node.items, `${path}[]`, item)
      return
    }
    const at = path === '' ? '' : `${path}.`
    for (const [key, item] of Object.entries(value as object)) {
      const child = node.props?.get(key) ?? node.values
      if (!child) throw refused(resource)
      walk(child, node.props?.has(key) ? `${at}${key}` : `${at}*`, item)
    }
  }
}

/**
 * Checks each leaf: needed by the purpose, not forbidden, and named by the `writes` of an effective grant.
 *
 * On `create` keys and nonpersonal fields need no name: without them there is no row.
 * @throws AccessDenied
 */
export function checkWritten(
  written: readonly Written[],
  questions: readonly Question[],
  decision: Decision,
): void {
  for (const { field } of written) {
    const { action } = questions[0] as Question
    const { reason, rule, also = [] } = decision.fields[field.path] ?? {}
    const binding = [...(reason ? [{ reason, rule: rule ?? '' }] : []), ...also].find((each) =>
      BINDING.includes(each.reason),
    )
    if (binding) throw new AccessDenied(binding.reason, binding.rule)
    if (action === 'create' && field.class !== 'personal') continue
    for (const { effective } of questions) {
      const named = effective.some(({ writes }) =>
        nearest(field.chain, new Map([...writes].map((target) => [target, true]))),
      )
      if (!named)
        throw new AccessDenied(
          'role_not_permitted',
          `${effective.map((grant) => grant.rule).sort()[0] ?? '/roles'}/writes`,
        )
    }
  }
}

/** Checks what a schema fills in by itself: no actor said it, so only what forbids it to everybody counts. @throws AccessDenied */
export function checkFilled(filled: readonly Written[], { fields }: Decision): void {
  for (const { field } of filled) {
    const { reason, rule = '', also = [] } = fields[field.path] ?? {}
    const forbidden = [{ reason, rule }, ...also].find((each) => each.reason === 'prohibited')
    if (forbidden) throw new AccessDenied('prohibited', forbidden.rule)
  }
}

export function refused({ name }: ResourceDef): AccessDenied {
  return new AccessDenied('input_invalid', pointer('resources', name, 'schema'))
}
