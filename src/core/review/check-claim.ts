import type { Catalog } from '../catalog/catalog.js'
import { BASES } from '../catalog/document.js'
import { suggest } from '../catalog/name.js'
import { PurposeboundError } from '../errors.js'
import type { Claim } from './claim.js'

const KEYS: readonly (readonly string[])[] = [
  ['no', 'sees', 'of', 'for', 'except'],
  ['every', 'is'],
  ['every', 'of', 'restsOn'],
  ['within'],
]
const ALL_KEYS = [...new Set(KEYS.flat())]
const EVERY = ['field used', 'field seen', 'purpose served']

/**
 * A claim whose every name the policy knows: a misspelt one would hold whatever the policy says.
 *
 * @throws PurposeboundError `config_invalid`
 */
export function checkClaim(catalog: Catalog, given: unknown): Claim {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw misuse('a claim is an object')
  const claim = given as { readonly [key: string]: unknown }
  const keys = Object.keys(claim)
  for (const key of keys) if (!ALL_KEYS.includes(key)) throw unknown('key', key, ALL_KEYS)
  const form = KEYS.find((known) => known[0] === keys[0] || (known[0] as string) in claim)
  const whole = KEYS.find(
    (known) => (known[0] as string) in claim && keys.every((key) => known.includes(key)),
  )
  if (!form || !whole)
    throw misuse(
      'a claim is `{ no, sees, of?, for?, except? }`, `{ every, is }`, `{ every, of?, restsOn }` or `{ within }`',
    )
  if ('within' in claim) {
    if (typeof claim['within'] !== 'object' || claim['within'] === null) throw misuse('`within` is a policy')
    return given as Claim
  }
  if ('no' in claim) checkNever(catalog, claim)
  else checkEvery(catalog, claim)
  return given as Claim
}

function checkNever(
  catalog: Catalog,
  { no, sees, of, for: purposes, except }: { readonly [key: string]: unknown },
) {
  if (no !== 'role' && no !== 'one') {
    if (!Array.isArray(no)) throw misuse("`no` is 'role', 'one' or a list of roles")
    checkNames('role', no, catalog.roles.keys())
  }
  if (sees !== 'clear' && sees !== 'anything') throw misuse("`sees` is 'clear' or 'anything'")
  checkNames('category or field', of, targetsOf(catalog))
  checkNames('purpose', purposes, catalog.purposes.keys())
  checkEach('role', except, catalog.roles.keys())
}

function checkEvery(catalog: Catalog, { every, is, of, restsOn }: { readonly [key: string]: unknown }) {
  if (restsOn !== undefined && every === 'purpose') {
    checkNames('purpose', of, catalog.purposes.keys())
    return checkNames('basis', restsOn, BASES)
  }
  if (!EVERY.includes(`${String(every)} ${String(is)}`))
    throw misuse(
      "`every` is 'field', which is 'used' or 'seen', or 'purpose', which is 'served' or rests on some basis",
    )
}

/** Of nothing every claim holds. */
function checkNames(kind: string, given: unknown, known: Iterable<string>): void {
  checkEach(kind, given, known)
  if (Array.isArray(given) && given.length === 0)
    throw misuse(`a claim about an empty list says nothing: name a ${kind}, or leave the list out`)
}

function checkEach(kind: string, given: unknown, known: Iterable<string>): void {
  if (given === undefined) return
  const names = [...known]
  if (!Array.isArray(given)) throw misuse(`a list of names is expected, each a ${kind}`)
  for (const name of given) if (!names.includes(name as string)) throw unknown(kind, String(name), names)
}

/** Every category, and every place in a resource that has an entry. */
function targetsOf({ document, resources }: Catalog): string[] {
  const categories = Array.isArray(document.categories)
    ? document.categories
    : Object.keys(document.categories)
  return [
    ...categories,
    ...[...resources.values()].flatMap(({ name, entries }) =>
      [...entries.keys()].map((path) => `${name}.${path}`),
    ),
  ]
}

function unknown(kind: string, name: string, known: readonly string[]): PurposeboundError {
  const meant = suggest(name, known)
  return misuse(
    `the policy knows no ${kind} \`${name.slice(0, 80)}\`${meant === undefined ? '' : `, did you mean \`${meant}\`?`}`,
  )
}

export function misuse(detail: string): PurposeboundError {
  return new PurposeboundError('config_invalid', detail)
}
