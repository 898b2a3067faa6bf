import type { FieldDef } from '../catalog/field.js'
import type { GrantDef } from '../catalog/role.js'
import { nearest } from '../catalog/target.js'
import { judge } from '../decide/decide.js'
import type { Ask } from '../decide/question.js'
import { checkWritten } from '../release/draft.js'
import { bestCase } from './best-case.js'

/** Which fields of a resource a grant alone lets its actor write, by the check of the gate itself. */
export function writableBy(ask: Ask, grant: GrantDef): boolean[] {
  const { fields } = ask.resource
  if (ask.action !== 'create' && ask.action !== 'update') return fields.map(() => false)
  const own = grant === ask.purpose.self
  const question = bestCase(ask, own ? [] : [grant], own ? grant : undefined)
  const named = new Map([...grant.writes].map((target) => [target, true]))
  const decision = judge([question])
  return fields.map((field) => isNamed(field) && isWritable(field))

  function isNamed({ class: kind, chain }: FieldDef): boolean {
    return nearest(chain, named) === true || (ask.action === 'create' && kind !== 'personal')
  }

  function isWritable(field: FieldDef): boolean {
    try {
      checkWritten([{ field, value: undefined }], [question], decision)
      return true
    } catch {
      return false
    }
  }
}
