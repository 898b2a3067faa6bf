/** True, false, or unknown (undefined). */
type Truth = boolean | undefined
type Fields = { readonly [key: string]: unknown }

/** Whether `condition`, as the document writes it, is true of the row for this actor: the slow and obvious reading. */
export function isTrue(
  condition: unknown,
  row: unknown,
  actor: Fields,
  kinds: { readonly [path: string]: string },
): boolean {
  // one value of the actor that is missing or of another type disarms the grant, in whatever branch it stands
  if (
    refs(condition).some(({ path, attribute, list }) => !fits(ofActor(actor, path), kinds[attribute], list))
  )
    return false
  return truth(condition as Fields, row, actor) === true
}

/** The attributes that a condition reads. */
export function attributesOf(condition: unknown): string[] {
  return Object.entries(condition as Fields).flatMap(([key, value]) => {
    if (key === '$not') return attributesOf(value)
    if (key === '$and' || key === '$or') return (value as unknown[]).flatMap(attributesOf)
    return [key]
  })
}

/** The own value at `path`, undefined where there is none. */
export function at(row: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => {
    return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
      ? (value as Fields)[key]
      : undefined
  }, row)
}

function truth(condition: Fields, row: unknown, actor: Fields): Truth {
  return every(
    Object.entries(condition).map(([key, value]) => {
      if (key === '$and') return every((value as Fields[]).map((each) => truth(each, row, actor)))
      if (key === '$or') return not(every((value as Fields[]).map((each) => not(truth(each, row, actor)))))
      if (key === '$not') return not(truth(value as Fields, row, actor))
      const tests: Fields = isTests(value) ? value : { $eq: value }
      return every(
        Object.entries(tests).map(([operator, operand]) => atom(operator, at(row, key), operand, actor)),
      )
    }),
  )
}

function atom(operator: string, value: unknown, operand: unknown, actor: Fields): Truth {
  const there = value !== undefined && value !== null
  if (operator === '$exists') return there === operand
  if (operator === '$eq' && operand === null) return !there
  if (operator === '$ne' && operand === null) return there
  if (!there) return undefined
  const other = isRef(operand) ? ofActor(actor, operand.$actor) : operand
  if (operator === '$nin') return not(among(value, other))
  if (operator === '$in') return among(value, other)
  const [a, b] = [comparable(value, other), comparable(other, value)]
  if (a === undefined || b === undefined) return undefined
  if (operator === '$eq') return a === b
  if (operator === '$ne') return a !== b
  if (operator === '$gt') return a > b
  if (operator === '$gte') return a >= b
  if (operator === '$lt') return a < b
  if (operator === '$lte') return a <= b
  throw new Error(`no operator of a policy: ${operator}`)
}

function among(value: unknown, list: unknown): Truth {
  if (!Array.isArray(list)) return undefined
  const found = list.map((each) => atom('$eq', value, each, {}))
  return found.includes(true) ? true : found.includes(undefined) ? undefined : false
}

/** A value in the form in which it is compared with one of the other's type; undefined where they have no common one. */
function comparable(value: unknown, other: unknown): string | number | boolean | undefined {
  const dates = value instanceof Date || other instanceof Date
  if (dates) {
    const ms =
      value instanceof Date ? value.getTime() : typeof value === 'string' ? Date.parse(value) : Number.NaN
    return Number.isNaN(ms) ? undefined : ms
  }
  if (typeof value !== typeof other || Number.isNaN(value)) return undefined
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : undefined
}

function every(all: readonly Truth[]): Truth {
  return all.includes(false) ? false : all.includes(undefined) ? undefined : true
}

function not(value: Truth): Truth {
  return value === undefined ? undefined : !value
}

interface Ref {
  readonly path: string
  readonly attribute: string
  readonly list: boolean
}

/** What a condition asks of the actor, and the attribute that it is compared with. */
function refs(condition: unknown, attribute = '', list = false): Ref[] {
  if (isRef(condition)) return [{ path: condition.$actor, attribute, list }]
  if (typeof condition !== 'object' || condition === null) return []
  return Object.entries(condition).flatMap(([key, value]) =>
    refs(value, /^(\$|\d)/.test(key) ? attribute : key, key === '$in' || key === '$nin'),
  )
}

function fits(value: unknown, kind: string | undefined, list: boolean): boolean {
  if (list) return Array.isArray(value) && value.every((each) => fits(each, kind, false))
  return kind === 'date'
    ? typeof value === 'string' && !Number.isNaN(Date.parse(value))
    : typeof value === kind
}

function ofActor(actor: Fields, path: string): unknown {
  if (path === 'kind') return actor['kind'] ?? 'employee'
  const value = at(actor, path)
  if (path !== 'subject') return value ?? undefined
  return typeof value === 'object' ? at(value, 'id') : value
}

function isRef(value: unknown): value is { readonly $actor: string } {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, '$actor')
}

function isTests(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !isRef(value) && !(value instanceof Date)
}
