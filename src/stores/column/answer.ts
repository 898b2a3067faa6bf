import {
  type ConsentEntry,
  type ConsentState,
  type ConsentStop,
  type Id,
  PurposeboundError,
} from '../../index.js'

type Purposes = ConsentState['purposes']

/** What is said of a purpose that was given: the state of its terms then, and until when. */
export interface ConsentColumn {
  readonly terms?: number
  /** Milliseconds since 1970, a Date, or ISO 8601 text: a date (UTC) or a time with its offset. */
  readonly expiresAt?: Date | number | string
  /** To whom data may go: names of recipients, or of classes of them. */
  readonly recipients?: readonly string[]
}

/** One person's consents as a table has them: exact names of purposes, nothing is expanded. */
export interface ConsentAnswer {
  readonly id: Id
  /** That of the person asked for, when left out. */
  readonly population?: string
  /** That of the person asked for, when left out; null for a person who has none. */
  readonly tenant?: string | number | null
  readonly given: readonly string[] | { readonly [purpose: string]: ConsentColumn }
  readonly refused?: readonly string[]
  readonly withdrawn?: readonly string[]
  readonly objected?: readonly string[]
  readonly restricted?: readonly string[]
}

const KEYS = ['id', 'population', 'tenant', 'given', 'refused', 'withdrawn', 'objected', 'restricted']
const COLUMN_KEYS = ['terms', 'expiresAt', 'recipients']
const NAME = /^[a-z][A-Za-z0-9_]*$/
const TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/

/** The failure of a lookup; `what` never holds a value. */
export function failed(what: string): PurposeboundError {
  return new PurposeboundError('store_failed', `lookupStore: ${what}`)
}

/** The state that an answer tells. What is not expected is refused: a misspelt `objected` or `expiresAt` must not widen. */
export function purposesIn(answer: ConsentAnswer): Purposes {
  const told = fields(answer, KEYS, 'it')
  const entries: Record<string, ConsentEntry> = {}
  const add = (purpose: string, part: ConsentEntry) => {
    entries[purpose] = { ...entries[purpose], ...part }
  }
  const stop = (via: string, status: ConsentStop['status']) => add(via, { stopped: [{ status, via }] })
  for (const [via, column] of given(told['given'])) add(via, { given: { via, ...column } })
  for (const via of names(told, 'refused')) stop(via, 'ConsentRefused')
  for (const via of names(told, 'withdrawn')) stop(via, 'ConsentWithdrawn')
  for (const via of names(told, 'objected')) add(via, { objected: [via] })
  for (const via of names(told, 'restricted')) add(via, { restricted: [via] })
  return entries
}

type Column = Pick<NonNullable<ConsentEntry['given']>, 'terms' | 'expiresAt' | 'recipients'>

function given(value: unknown): (readonly [purpose: string, column: Column])[] {
  if (Array.isArray(value)) return names({ given: value }, 'given').map((purpose) => [purpose, {}])
  const columns = fields(value, undefined, 'given')
  return names({ given: Object.keys(columns) }, 'given').map((purpose) => [purpose, column(columns[purpose])])
}

function column(value: unknown): Column {
  const told = fields(value, COLUMN_KEYS, 'given')
  const { terms, expiresAt } = told
  if (terms !== undefined && !Number.isSafeInteger(terms)) throw malformed('terms')
  return {
    ...(terms !== undefined && { terms: terms as number }),
    ...(expiresAt !== undefined && { expiresAt: time(expiresAt) }),
    ...(Object.hasOwn(told, 'recipients') && { recipients: names(told, 'recipients') }),
  }
}

function time(value: unknown): number {
  const ms = typeof value === 'string' ? parse(value) : value instanceof Date ? value.getTime() : value
  if (typeof ms !== 'number' || !Number.isFinite(ms)) throw malformed('expiresAt')
  return ms
}

/** ISO 8601 text that means the same time on every machine; 30 February is none. */
function parse(text: string): number {
  const midnight = Date.parse(`${text.slice(0, 10)}T00:00:00Z`)
  const exists = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(text.slice(0, 10))
  return TIME.test(text) && exists ? Date.parse(text) : Number.NaN
}

function names(told: Readonly<Record<string, unknown>>, key: string): readonly string[] {
  const list = Object.hasOwn(told, key) ? told[key] : []
  if (!Array.isArray(list) || !list.every((name) => typeof name === 'string' && NAME.test(name)))
    throw malformed(key)
  return list
}

/** The properties of an object that has none but the `known` ones, and none that is undefined. */
function fields(
  value: unknown,
  known: readonly string[] | undefined,
  where: string,
): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed(where)
  if (Object.getPrototypeOf(value) !== Object.prototype && Object.getPrototypeOf(value) !== null)
    throw malformed(where)
  const told = { ...value } as Record<string, unknown>
  for (const key of Object.keys(told)) {
    if (known?.includes(key) === false) throw malformed('it has a key that is not known')
    if (told[key] === undefined) throw malformed(known?.includes(key) ? key : where)
  }
  return told
}

function malformed(where: string): PurposeboundError {
  return failed(`an answer is malformed: ${where}`)
}
