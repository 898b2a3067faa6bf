import type { SchemaNode } from '../catalog/schema.js'
import { accepts, isText, typeOf } from '../decide/scalar.js'
import type { Mask } from './mask/mask.js'
import { copyDate, Unreleasable } from './opaque.js'

/** What is released of a value; undefined leaves it out. @throws Unreleasable for a value its schema does not allow. */
export type Emit = (value: unknown) => unknown

/** Clear text: one function for all fields, so that whoever calls it can tell. */
export const clearText: Emit = (value) =>
  typeof value === 'string' || value === undefined ? value : refuse()

/** A clear scalar. */
export function emitLeaf(node: SchemaNode): Emit {
  if (isText(node)) return clearText
  const fits = accepts(node)
  return (value) => (value === undefined || fits(value) ? value : refuse())
}

/** A clear leaf that may be a Date: the caller's object is never handed on. */
export function emitDate({ types }: SchemaNode): Emit {
  return (value) => {
    if (value === undefined) return undefined
    if (!types.has(typeOf(value))) refuse()
    return value instanceof Date ? copyDate(value) : value
  }
}

/** A masked leaf; null says nothing that the type does not. */
export function emitMasked(node: SchemaNode, mask: Mask): Emit {
  if (isText(node))
    return (value) => (typeof value === 'string' ? mask(value) : value === undefined ? undefined : refuse())
  const fits = accepts(node)
  return (value) => {
    if (value === undefined) return undefined
    if (!fits(value)) refuse()
    return value === null ? null : mask(value)
  }
}

/** A key as a pseudonym of the purpose, with its type in it: 1 and `'1'` differ. */
export function emitKey({ types }: SchemaNode, hash: (value: string) => string): Emit {
  return (value) => {
    if (value === undefined || value === null) return value
    const type = typeOf(value)
    if (type === 'opaque' || !types.has(type)) refuse()
    return hash(`${type[0]}\0${value instanceof Date ? value.getTime() : String(value)}`)
  }
}

/** A leaf that is not shown, beside others at the same place that are. */
export function hiddenLeaf({ types }: SchemaNode): Emit {
  return (value) => (types.has(typeOf(value)) ? undefined : refuse())
}

function refuse(): never {
  throw new Unreleasable()
}
