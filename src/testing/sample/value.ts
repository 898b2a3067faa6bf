import type { Chance } from './chance.js'
import { lengthOf, mustBeTried } from './checks.js'
import { list, object, record } from './container.js'
import { bigint, date, number, text } from './scalar.js'
import { tried, unmakable } from './try.js'
import type { Zod } from './zod.js'

/** What goes along on the way down a schema. */
export interface Making {
  readonly chance: Chance
  /** Nothing is left out that may be there. */
  readonly full: boolean
  /** Of a union every part at once, and no check is tried: no row, but every path that a policy can speak of. */
  readonly sketch?: boolean
  readonly path: string
  readonly depth: number
}

/** Below this nothing is made that may be absent, and further down no end is to be expected. */
const DEEP = 4
const ENDLESS = 32
const FEW = { least: 1, most: 3 }
const NONE = { least: 0, most: 0 }

/** A value as a schema puts it out. @throws PurposeboundError `config_invalid` for what cannot be made up */
export function sampleOf(schema: Zod, making: Making): unknown {
  if (making.depth > ENDLESS) throw unmakable(making.path, 'a schema without an end')
  if (making.sketch || !mustBeTried(schema)) return made(schema, making)
  return tried(schema, making, () => made(schema, making))
}

function made(schema: Zod, making: Making): unknown {
  const { def } = schema._zod
  const { chance, full, sketch, depth } = making
  const into = (inner: Zod | null | undefined, key = ''): unknown =>
    inner ? sampleOf(inner, { ...making, path: making.path + key, depth: depth + 1 }) : undefined
  const absent = depth > DEEP || (!full && chance.percent(20))
  switch (def.type) {
    case 'object':
      return object(def.shape ?? {}, into)
    case 'array':
      return list(def.element, lengthOf(schema, depth > DEEP ? NONE : FEW), chance, into)
    case 'tuple':
      return (def.items ?? []).map((item, index) => into(item, `[${index}]`))
    case 'record':
      return record(def, chance, into)
    case 'set':
      return new Set(list(def.valueType, lengthOf(schema, FEW), chance, into))
    case 'map':
      return new Map([[into(def.keyType), into(def.valueType)]])
    case 'optional':
      return absent ? undefined : into(def.innerType)
    case 'nullable':
      return absent ? null : into(def.innerType)
    case 'default':
    case 'prefault':
    case 'readonly':
    case 'catch':
      return into(def.innerType)
    case 'nonoptional':
      return into(
        def.innerType?._zod.def.type === 'optional' ? def.innerType._zod.def.innerType : def.innerType,
      )
    case 'lazy':
      return into(def.getter?.())
    case 'union':
      return sketch ? everyOption(def.options ?? [], into) : into(chance.pick(def.options ?? []))
    case 'intersection':
      return both(into(def.left), into(def.right))
    case 'pipe':
      return piped(schema, making, into)
    case 'literal':
      return chance.pick(def.values ?? [undefined])
    case 'enum':
      return chance.pick(Object.values(def.entries ?? {}))
    case 'template_literal':
      return (def.parts ?? []).map((part) => (isSchema(part) ? String(into(part)) : String(part))).join('')
    case 'string':
      return text(schema, chance)
    case 'number':
    case 'int':
      return number(schema, chance)
    case 'nan':
      return Number.NaN
    case 'bigint':
      return bigint(schema, chance)
    case 'boolean':
    case 'success':
      return chance.percent(50)
    case 'date':
      return date(schema, chance)
    case 'null':
      return null
    case 'undefined':
    case 'void':
      return undefined
    case 'any':
    case 'unknown':
    case 'custom':
    case 'transform':
      return text(schema, chance)
    default:
      if (sketch) return undefined
      throw unmakable(making.path, `a \`${def.type}\``)
  }
}

type Into = (inner: Zod | null | undefined, key?: string) => unknown

/** The parts of all options together, so that whatever a path of the policy names is there. */
function everyOption(options: readonly Zod[], into: Into): unknown {
  const values = options
    .map((option) => into(option))
    .filter((value) => value !== undefined && value !== null)
  return values.every(isPlain) ? Object.assign({}, ...values.toReversed()) : values[0]
}

function both(left: unknown, right: unknown): unknown {
  return isPlain(left) && isPlain(right) ? { ...left, ...right } : (right ?? left)
}

/** A pipe is known by what comes out of it; out of a function comes what it makes of what goes in. */
function piped(schema: Zod, making: Making, into: Into): unknown {
  const { in: before, out } = schema._zod.def
  if (out?._zod.def.type !== 'transform') return into(out)
  return making.sketch ? into(before) : tried(schema, making, () => into(before))
}

function isSchema(part: unknown): part is Zod {
  return typeof part === 'object' && part !== null && '_zod' in part
}

function isPlain(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
