import type { Zod } from './zod.js'

/** The bounds that a schema sets, whatever they are called there. */
export interface Bounds<T> {
  readonly least?: T
  readonly most?: T
  readonly above?: T
  readonly below?: T
  readonly step?: T
}

/** One check of a schema, as zod 4 keeps it; a format such as `z.email()` is a check of its own schema. */
interface Check {
  readonly check?: string
  readonly format?: string
  readonly value?: unknown
  readonly inclusive?: boolean
  readonly minimum?: number
  readonly maximum?: number
  readonly length?: number
  readonly size?: number
  readonly prefix?: string
  readonly suffix?: string
  readonly includes?: string
  readonly pattern?: RegExp
  readonly tx?: (value: unknown) => unknown
}

/** Every check of a schema, its own format first. */
export function checksOf({ _zod: { def } }: Zod): readonly Check[] {
  const listed = (def.checks ?? []).map((each) => each._zod.def as Check)
  return def.check === undefined ? listed : [def as Check, ...listed]
}

/** How large a number, bigint or date may be. */
export function boundsOf<T extends number | bigint | Date>(schema: Zod): Bounds<T> {
  let bounds: Bounds<T> = {}
  for (const { check, value, inclusive } of checksOf(schema)) {
    if (check === 'greater_than') bounds = { ...bounds, [inclusive ? 'least' : 'above']: value }
    if (check === 'less_than') bounds = { ...bounds, [inclusive ? 'most' : 'below']: value }
    if (check === 'multiple_of') bounds = { ...bounds, step: value as T }
  }
  return bounds
}

/** How long a text, list or set may be. */
export function lengthOf(schema: Zod, usual: { readonly least: number; readonly most: number }) {
  let [least, most] = [0, Number.POSITIVE_INFINITY]
  for (const { minimum, maximum, length, size } of checksOf(schema)) {
    least = Math.max(least, minimum ?? length ?? size ?? 0)
    most = Math.min(most, maximum ?? length ?? size ?? Number.POSITIVE_INFINITY)
  }
  const from = Math.min(Math.max(least, usual.least), most)
  return { least: from, most: Math.min(Math.max(from, usual.most), most) }
}

/** Whether only running the schema can tell if a value is good. */
export function mustBeTried(schema: Zod): boolean {
  return checksOf(schema).some(({ check }) => check === 'custom' || check === 'string_format')
}
