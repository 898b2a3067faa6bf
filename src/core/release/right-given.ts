import { pointer } from '../catalog/pointer.js'
import type { PurposeDef } from '../catalog/purpose.js'
import { RIGHTS, type Right } from '../catalog/right.js'
import { denied, type PersonOperation } from './person-operation.js'

/** Denies a right that the basis of a purpose does not give, with the article that says so. @throws AccessDenied */
export function notGiven(
  operation: PersonOperation,
  right: Right,
  { name, basis }: PurposeDef,
  more = '',
): Promise<never> {
  const { title, limit } = RIGHTS[right]
  return denied(operation, {
    reason: 'right_not_given',
    rule: pointer('purposes', name, 'basis'),
    detail: `${title.en} is not given where \`${name}\` rests on \`${basis}\` (${limit})${more}`,
  })
}
