import { headerNamed } from './header.js'
import { type House, invalid } from './options.js'

/** What a route may say beside its purpose. */
export interface RouteOptions {
  /** Overrides the option of the door for this route. */
  readonly requireView?: boolean | 'report'
  /** The keys of an envelope under which a string may stand: a cursor, a status. */
  readonly strings?: readonly string[]
  /** Overrides the option of the door for this route. */
  readonly cacheControl?: string | false
}

/** What one route declares, checked. */
export interface Declared {
  /** Empty for a public route. */
  readonly purposes: readonly string[]
  /** Why no purpose is needed: a public route. */
  readonly reason: string | undefined
  readonly requireView: boolean | 'report'
  readonly strings: ReadonlySet<string>
  readonly cacheControl: string | false
  /** Whether anybody may keep the response, so that an ETag is of use. */
  readonly kept: boolean
}

/**
 * Reads a declaration: a purpose, several, or `'none'` with a reason.
 *
 * @throws PurposeboundError `config_invalid`, which names what is unknown.
 */
export function declare(house: House, purpose: unknown, options: unknown = {}): Declared {
  const { reason, requireView, strings = [], cacheControl } = Object(options)
  const caching: string | false = cacheControl ?? house.cacheControl
  const route = {
    requireView: requireView ?? house.requireView,
    strings: new Set(strings as readonly string[]),
    cacheControl: caching,
    kept: caching === false || !/no-store/i.test(caching),
  }
  if (purpose === 'none') {
    if (typeof reason !== 'string' || reason.trim() === '')
      throw invalid("`purpose: 'none'` needs a `reason`: why the route shows no personal data")
    return { purposes: [], reason, ...route }
  }
  const purposes: readonly unknown[] = Array.isArray(purpose) ? [...purpose] : [purpose]
  if (purposes.length === 0) throw invalid('a route declares at least one purpose')
  const known = house.gate.policy.document.purposes
  for (const name of purposes)
    if (typeof name !== 'string' || !Object.hasOwn(known, name))
      throw invalid(`the policy knows no purpose ${named(name)}: purpose_unknown`)
  if (purposes.length > 1 && house.purposeHeader === undefined)
    throw invalid('a route with several purposes needs `purposeHeader`: the header that chooses')
  return { purposes: purposes as readonly string[], reason: undefined, ...route }
}

function named(name: unknown): string {
  return typeof name === 'string' ? `\`${name}\`` : 'of this form'
}

/** The purpose of one request: the only one, or the one that the client chose; whether it may is decided by the gate. */
export function purposeOf(
  { purposes }: Declared,
  header: string | undefined,
  headers: { readonly [name: string]: unknown },
): unknown {
  const chosen = headerNamed(header, headers)
  if (chosen !== undefined) return chosen
  return purposes.length === 1 ? purposes[0] : undefined
}
