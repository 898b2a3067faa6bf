import type { Action } from '../catalog/action.js'
import type { Catalog } from '../catalog/catalog.js'
import type { FieldDef } from '../catalog/field.js'
import type { PurposeDef } from '../catalog/purpose.js'
import type { RecipientDef } from '../catalog/recipient.js'
import type { ResourceDef } from '../catalog/resource.js'
import type { GrantDef } from '../catalog/role.js'
import type { Ask } from '../decide/question.js'
import { operatorOf } from '../enforce/project.js'
import { CLEAR, HIDDEN, type Levels, MASKED, Sights } from './sights.js'
import { writableBy } from './writable.js'

/**
 * What a grant permits of a resource, in one list: the row itself, then each field to be seen, then each to be written.
 * 0 is nothing; a field is seen masked (1) or clear (2).
 */
export type Permitted = Levels

/** What the grants of a policy permit for one action. */
export class Permissions {
  readonly #sights: Sights
  readonly #forms = new Map<PurposeDef, Map<ResourceDef, readonly string[]>>()

  constructor(catalog: Catalog, action: Action, recipient?: RecipientDef) {
    this.#sights = new Sights(catalog, action, recipient)
  }

  /** What a grant alone permits on a row that it reaches; undefined where the row is denied. */
  by(ask: Ask, grant: GrantDef): Permitted | undefined {
    const levels = this.#sights.of(grant, ask.purpose, ask.resource)
    if (!levels) return undefined
    const { length } = levels
    const permitted = new Uint8Array(2 * length + 1)
    permitted[0] = CLEAR
    permitted.set(levels, 1)
    if (ask.action === 'create' || ask.action === 'update')
      permitted.set(
        writableBy(ask, grant).map((writable) => (writable ? CLEAR : HIDDEN)),
        length + 1,
      )
    return permitted
  }

  /** What each field looks like masked, or a key as a pseudonym, in the order of the fields. */
  forms({ purpose, resource }: Ask): readonly string[] {
    const known = this.#forms.get(purpose) ?? new Map<ResourceDef, readonly string[]>()
    this.#forms.set(purpose, known)
    const made = known.get(resource) ?? resource.fields.map((field) => formOf(field, purpose))
    known.set(resource, made)
    return made
  }
}

/** Nothing shows less than no character, or, of a key, than its pseudonym. */
export const LEAST = 'redact'
export const AS_IT_IS = 'as it is'

function formOf(field: FieldDef, purpose: PurposeDef): string {
  if (field.class !== 'personal') return field.class === 'key' && purpose.pseudonymous ? LEAST : AS_IT_IS
  const operator = operatorOf(field, purpose)
  return operator.op === 'redact' ? LEAST : JSON.stringify(operator)
}

/** A thing of the list in words. */
export function permissionText(at: number, level: number, ask: Ask): string {
  const { resource, action, recipient } = ask
  const { length } = resource.fields
  const to = recipient ? ` to ${recipient.name}` : ''
  if (at === 0) return `may ${action} ${resource.name}${to}`
  const path = `${resource.name}.${fieldAt(at, resource)?.path}`
  if (at > length) return `may ${action} ${path}`
  if (recipient) return `gives ${path} ${level === MASKED ? 'masked' : 'clear'}${to}`
  return `sees ${path} ${level === MASKED ? 'masked' : 'clear'}${action === 'read' ? '' : ` on ${action}`}`
}

/** The field that a thing of the list is about. */
export function fieldAt(at: number, { fields }: ResourceDef): FieldDef | undefined {
  return at === 0 ? undefined : fields[(at - 1) % fields.length]
}
