import { type OperatorDeclaration, parseOperator } from '../../../../src/core/catalog/operator.js'
import { type Mask, maskOf } from '../../../../src/core/enforce/mask/mask.js'

/** The mask that a policy would get for `declaration`, with a hash that can be read. */
export function maskFor(
  declaration: OperatorDeclaration,
  hash = (value: string) => `hash of ${value.length}`,
): Mask {
  const read = parseOperator(declaration)
  if ('problem' in read) throw new Error(read.problem)
  return maskOf(read.operator, hash)
}
