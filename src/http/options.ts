import { type Actor, type Gate, type Policy, PurposeboundError } from '../index.js'

/** What `resolveActor` may answer: whoever is not there is denied, and nobody is anonymous. */
export type ResolvedBy<P> = Actor<P> | null | undefined

/** What both doors take. */
export interface HttpOptions<P extends Policy, R> {
  readonly gate: Gate<P>
  /**
   * Who asks, from the session or token that the app has checked. Null, undefined, a throw, a rejection or no answer
   * within `deadlineMs` is denied (`actor_unresolved`).
   */
  readonly resolveActor: (request: R) => ResolvedBy<P> | PromiseLike<ResolvedBy<P>>
  /** Why, for purposes that require a justification: a ticket number. What fails, or takes longer, is none. */
  readonly resolveJustification?: (
    request: R,
  ) => string | null | undefined | PromiseLike<string | null | undefined>
  /**
   * The header by which a client chooses among the purposes of a route; it can only narrow.
   * @defaultValue none: no header is read
   */
  readonly purposeHeader?: string
  /**
   * The header by which a client hands on tokens of `gate.consents` (`atLeast`), several between commas: what is read of
   * those people is at least as new, or denied. One that no gate with these keys gave is refused, 400.
   * @defaultValue none: no header is read
   */
  readonly atLeastHeader?: string
  /**
   * `'all'`: a route that declares no purpose fails the start, and sends nothing.
   * @defaultValue `'declared'`: routes without a purpose are left alone
   */
  readonly enforce?: 'declared' | 'all'
  /**
   * Whether a body may hold views only; `'report'` lets others pass, warns and records.
   * @defaultValue `false`
   */
  readonly requireView?: boolean | 'report'
  /**
   * The status of a denial; 404 looks like a row that does not exist.
   * @defaultValue `403`
   */
  readonly denialStatus?: 403 | 404
  /**
   * `Cache-Control` of declared routes; false leaves it to the app.
   * @defaultValue `'private, no-store'`
   */
  readonly cacheControl?: string | false
  /**
   * Whether `currentAccess()` of `purposebound/context` works behind a declared route: in requests that arrive once that
   * module is loaded. Where nobody loads it there is no cost.
   * @defaultValue `true`
   */
  readonly context?: boolean
  /** How long `resolveActor` and `resolveJustification` may take, ms. @defaultValue 2000 */
  readonly deadlineMs?: number
  /** @defaultValue `console.warn` */
  readonly onWarning?: (message: string) => void
}

/** The options, checked, with what is missing filled in. */
export interface House<R = unknown> {
  readonly gate: Gate<Policy>
  readonly resolveActor: (request: R) => unknown
  readonly resolveJustification: ((request: R) => unknown) | undefined
  readonly purposeHeader: string | undefined
  readonly atLeastHeader: string | undefined
  readonly all: boolean
  readonly requireView: boolean | 'report'
  readonly denialStatus: 403 | 404
  readonly cacheControl: string | false
  readonly context: boolean
  readonly deadlineMs: number
  readonly warn: (message: string) => void
}

/** What says where a request came from or who sent it is never believed, so it can name nothing else either. */
const HEADER = /^(?!x-forwarded-|forwarded$|host$|cookie$|authorization$)[a-z][a-z0-9-]*$/

/** @throws PurposeboundError `config_invalid` */
export function checkOptions<R>(given: HttpOptions<Policy, R>, own: readonly string[] = []): House<R> {
  const options = Object(given) as HttpOptions<Policy, R>
  const known = new Set<string>([...Object.keys(CHECKS), ...own])
  const stray = Object.keys(options).find((key) => !known.has(key))
  if (stray !== undefined) throw invalid(`there is no option \`${stray}\``)
  for (const [name, { ok, says }] of Object.entries(CHECKS))
    if (!ok((options as unknown as { readonly [name: string]: unknown })[name]))
      throw invalid(`\`${name}\` is ${says}`)
  const [purposeHeader, atLeastHeader] = [options.purposeHeader, options.atLeastHeader].map((name) =>
    name?.toLowerCase(),
  )
  if (purposeHeader !== undefined && purposeHeader === atLeastHeader)
    throw invalid('`purposeHeader` and `atLeastHeader` are two headers')
  return {
    gate: options.gate,
    resolveActor: options.resolveActor,
    resolveJustification: options.resolveJustification,
    purposeHeader,
    atLeastHeader,
    all: options.enforce === 'all',
    requireView: options.requireView ?? false,
    denialStatus: options.denialStatus ?? 403,
    cacheControl: options.cacheControl ?? 'private, no-store',
    context: options.context ?? true,
    deadlineMs: options.deadlineMs ?? 2000,
    warn: options.onWarning ?? ((message) => console.warn(`purposebound: ${message}`)),
  }
}

export function invalid(detail: string): PurposeboundError {
  return new PurposeboundError('config_invalid', detail)
}

interface Check {
  readonly ok: (value: unknown) => boolean
  readonly says: string
}
const isFunction = (value: unknown) => typeof value === 'function'
const optional = (ok: Check['ok'], says: string): Check => ({
  ok: (value) => value === undefined || ok(value),
  says,
})
const oneOf = (...values: readonly unknown[]) =>
  optional(
    (value) => values.includes(value),
    `one of ${values.map((each) => JSON.stringify(each)).join(', ')}`,
  )

const header = optional(
  (value) => typeof value === 'string' && HEADER.test(value.toLowerCase()),
  'the name of a header of your own',
)

const CHECKS: { readonly [name: string]: Check } = {
  gate: { ok: (value) => isFunction(Object(value).passage), says: 'what `createGate` gives' },
  resolveActor: { ok: isFunction, says: 'a function that says who asks' },
  resolveJustification: optional(isFunction, 'a function'),
  purposeHeader: header,
  atLeastHeader: header,
  enforce: oneOf('declared', 'all'),
  requireView: oneOf(true, false, 'report'),
  denialStatus: oneOf(403, 404),
  cacheControl: optional(
    (value) => value === false || (typeof value === 'string' && value !== ''),
    'a value for `Cache-Control`, or false',
  ),
  context: oneOf(true, false),
  deadlineMs: optional(
    (value) => typeof value === 'number' && value > 0 && value <= 60_000,
    'a number of milliseconds up to 60,000',
  ),
  onWarning: optional(isFunction, 'a function'),
}
