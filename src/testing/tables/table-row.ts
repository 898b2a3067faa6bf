import { isPurposeboundError, type Policy } from '../../index.js'
import { sampleRow } from '../index.js'
import type { Table } from './shape.js'
import type { Path, Source } from './source.js'

/** A zod schema by the parts that tell how a value of YAML is meant. */
interface Schema {
  readonly _zod: {
    readonly def: {
      readonly type: string
      readonly shape?: { readonly [key: string]: Schema }
      readonly element?: Schema
      readonly valueType?: Schema
      readonly innerType?: Schema
      readonly options?: readonly Schema[]
      readonly out?: Schema
      readonly getter?: () => Schema
    }
  }
}

/** A row of a table: what it names, and the rest made up from the schema. Its problems are those of the table. */
export function tableRow(
  policy: Policy,
  table: Table,
  resource: string,
  given: string | { readonly [key: string]: unknown },
  at: Path,
  source: Source,
): object {
  const path = typeof given === 'string' ? ['rows', given] : at
  const named = typeof given === 'string' ? (table.rows?.[given] ?? {}) : given
  const schema = policy.schemas[resource] as Schema
  const row = revive(schema, named, path, source)
  try {
    return Object(sampleRow(schema, { full: true, with: row as object }))
  } catch (error) {
    if (!isPurposeboundError(error)) throw error
    source.add(path, error.message.replace(/^.*?: /, '').replace(/ in `with`$/, ' in the row'))
    return {}
  }
}

/** Makes of text and numbers what the schema means: dates and bigints, which YAML has no word for. */
function revive(schema: Schema | undefined, value: unknown, at: Path, source: Source): unknown {
  const def = schema?._zod.def
  const into = (inner: Schema | undefined, part: unknown, key: string | number) =>
    revive(inner, part, [...at, key], source)
  if (!def || value === null) return value
  const inner = def.innerType ?? def.out ?? def.getter?.()
  if (inner) return revive(inner, value, at, source)
  if (def.type === 'date' && typeof value === 'string') return toDate(value, at, source)
  if (def.type === 'bigint' && Number.isSafeInteger(value)) return BigInt(value as number)
  if (def.type === 'union') return revive(fitting(def.options ?? [], value), value, at, source)
  if (Array.isArray(value)) return value.map((each, index) => into(def.element, each, index))
  if (typeof value !== 'object') return value
  const { shape } = def
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => {
      const known = !shape || Object.hasOwn(shape, key)
      if (!known) source.unknown([...at, key], 'property', key, Object.keys(shape))
      return [key, into(shape ? (known ? shape[key] : undefined) : def.valueType, part, key)]
    }),
  )
}

function toDate(value: string, at: Path, source: Source): Date {
  const date = new Date(value)
  if (Number.isNaN(date.getTime())) source.add(at, 'expected a time, such as 2026-11-24T09:00:00Z')
  return date
}

/** The one option of a union that a value of YAML can stand for. */
function fitting(options: readonly Schema[], value: unknown): Schema | undefined {
  const type = Array.isArray(value) ? 'array' : typeof value
  if (options.some((option) => option._zod.def.type === type && type !== 'object')) return undefined
  const other = type === 'string' ? 'date' : type === 'number' ? 'bigint' : type
  const fits = options.filter((option) => option._zod.def.type === other)
  const keys = Object.keys(Object(value))
  return (
    fits.find(({ _zod: { def } }) => keys.every((key) => !def.shape || Object.hasOwn(def.shape, key))) ??
    fits[0]
  )
}
