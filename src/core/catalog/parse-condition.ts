import { type Comparison, type Condition, isActorPath, isActorRef, negate, type Scalar } from './condition.js'
import type { Data } from './data.js'
import { instantOf } from './instant.js'
import type { Issues } from './issues.js'
import { pointer } from './pointer.js'
import type { LeafType } from './schema.js'

const OPERATORS = ['$eq', '$ne', '$in', '$nin', '$gt', '$gte', '$lt', '$lte', '$exists'] as const
const SCALARS: readonly LeafType[] = ['string', 'number', 'boolean', 'bigint', 'date']

type Path = readonly (string | number)[]
type Attributes = ReadonlyMap<string, ReadonlySet<LeafType>>

/** Reads a condition of the MongoDB-style subset over the scalar `attributes` of a resource; what is wrong becomes issues. */
export function parseCondition(
  data: Data | undefined,
  attributes: Attributes,
  issues: Issues,
  path: Path,
): Condition | undefined {
  if (!isObject(data)) return refuse('a condition is an object')
  const parts = Object.entries(data).map(([key, value]) => part(key, value))
  if (parts.length === 0) return refuse("an empty condition matches every row: say 'all' on purpose")
  return parts.includes(undefined) ? undefined : all(parts as Condition[])

  function part(key: string, value: Data): Condition | undefined {
    const at = [...path, key]
    if (key === '$and' || key === '$or') {
      if (!Array.isArray(value) || value.length === 0)
        return refuse(`\`${key}\` takes a list of conditions, at least one`, at)
      const of = (value as readonly Data[]).map((item, index) =>
        parseCondition(item, attributes, issues, [...at, index]),
      )
      return of.includes(undefined) ? undefined : group(key === '$and' ? 'and' : 'or', of as Condition[])
    }
    if (key === '$not') {
      const inner = parseCondition(value, attributes, issues, at)
      return inner && negate(inner)
    }
    if (key.startsWith('$'))
      return void issues.unknown(pointer(...at), 'operator', key, ['$and', '$or', '$not'])
    const types = attributes.get(key)
    if (!types) return void issues.unknown(pointer(...at), 'attribute', key, attributes.keys())
    const kinds = SCALARS.filter((type) => types.has(type))
    if (kinds.length !== 1 || types.has('opaque'))
      return refuse(`\`${key}\` has no single scalar type, so no row can be compared with it`, at)
    return tests(key, kinds[0] as LeafType, value, at)
  }

  function tests(attribute: string, type: LeafType, value: Data, at: Path): Condition | undefined {
    if (!isObject(value) || isActorRef(value)) return atom(attribute, type, '$eq', value, at)
    const parts = Object.entries(value).map(([operator, operand]) =>
      atom(attribute, type, operator, operand, [...at, operator]),
    )
    if (parts.length === 0) return refuse('no operator is given', at)
    return parts.includes(undefined) ? undefined : all(parts as Condition[])
  }

  function atom(
    attribute: string,
    type: LeafType,
    operator: string,
    operand: Data,
    at: Path,
  ): Condition | undefined {
    if (!(OPERATORS as readonly string[]).includes(operator))
      return void issues.unknown(pointer(...at), 'operator', operator, OPERATORS)
    const op = operator.slice(1) as Comparison | 'in' | 'nin' | 'exists'
    if (op === 'exists') {
      if (typeof operand !== 'boolean') return refuse('`$exists` takes true or false', at)
      return Object.freeze({ op, path: attribute, value: operand })
    }
    if (operand === null && (op === 'eq' || op === 'ne'))
      return Object.freeze({ op: 'exists', path: attribute, value: op === 'ne' })
    if (isActorRef(operand)) {
      const asked = operand.$actor
      if (Object.keys(operand).length > 1 || typeof asked !== 'string' || !isActorPath(asked)) {
        return refuse('`$actor` reaches id, kind, tenant, subject and attributes.<name>', at)
      }
      const ref = Object.freeze({ $actor: asked })
      return Object.freeze(
        op === 'in' || op === 'nin'
          ? { op, path: attribute, type, values: ref }
          : { op, path: attribute, type, value: ref },
      )
    }
    if (op === 'in' || op === 'nin') {
      if (!Array.isArray(operand)) return refuse(`\`${operator}\` takes a list`, at)
      const values = (operand as readonly Data[]).map((item, index) => literal(item, type, [...at, index]))
      return values.includes(undefined)
        ? undefined
        : Object.freeze({ op, path: attribute, type, values: Object.freeze(values as (Scalar | bigint)[]) })
    }
    if (type === 'boolean' && op !== 'eq' && op !== 'ne')
      return refuse(`a boolean has no order: \`${operator}\``, at)
    const value = literal(operand, type, at)
    return value === undefined ? undefined : Object.freeze({ op, path: attribute, type, value })
  }

  function literal(value: Data, type: LeafType, at: Path): Scalar | bigint | undefined {
    if (type === 'date' && typeof value === 'string' && instantOf(value) !== undefined) return value
    if (type === 'bigint' && typeof value === 'string' && /^-?\d{1,78}$/.test(value)) return BigInt(value)
    if (type !== 'date' && type !== 'bigint' && typeof value === type) return value as Scalar
    return refuse(
      type === 'date'
        ? 'a date is compared with a Date or RFC 3339 text'
        : type === 'bigint'
          ? 'a bigint is compared with its decimal text'
          : `a ${type} is compared with a ${type}`,
      at,
    )
  }

  function refuse(message: string, at: Path = path): undefined {
    issues.add(pointer(...at), message)
  }
}

function all(parts: readonly Condition[]): Condition {
  return parts.length === 1 ? (parts[0] as Condition) : group('and', parts)
}

function group(op: 'and' | 'or', of: readonly Condition[]): Condition {
  return Object.freeze({ op, of: Object.freeze(of) })
}

function isObject(value: Data | undefined): value is { readonly [key: string]: Data } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
