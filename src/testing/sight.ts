import type { FieldDecision } from '../index.js'
import { hint, misuse } from './known.js'
import type { Seen } from './look.js'

/** What an actor is expected to see: each list that is given must hold exactly these personal fields. */
export interface Sight {
  readonly clear?: readonly string[]
  readonly masked?: readonly string[]
  readonly hidden?: readonly string[]
}

const OUTCOMES = ['clear', 'masked', 'hidden'] as const

/** Every difference between what is expected and what is seen, each with the rule that decided. */
export function differences(seen: Seen, sight: Sight): string[] {
  assertSight(sight)
  assertOnce(OUTCOMES.flatMap((outcome) => sight[outcome] ?? []))
  const problems = strangers(seen, sight)
  for (const [path, field] of Object.entries(seen.fields)) {
    const expected = OUTCOMES.find((outcome) => sight[outcome]?.includes(path))
    if (expected === field.outcome) continue
    if (expected !== undefined) problems.push(`\`${path}\`: expected ${expected}, saw ${saw(seen, field)}`)
    else if (sight[field.outcome] && !seen.always.includes(path))
      problems.push(`\`${path}\`: not expected, saw ${saw(seen, field)}`)
  }
  return problems
}

/** The fields that are seen as they must not be: for expectations with a `not`, each list by itself. */
export function sightings(seen: Seen, sight: Sight): string[] {
  assertSight(sight)
  const listed = OUTCOMES.flatMap((outcome) => (sight[outcome] ?? []).map((path) => ({ path, outcome })))
  if (listed.length === 0) throw misuse('of no field nothing can be seen that must not: name some')
  return [
    ...strangers(seen, sight),
    ...listed.flatMap(({ path, outcome }) => {
      const field = seen.fields[path]
      return field?.outcome === outcome
        ? [`\`${path}\`: expected not ${outcome}, saw ${saw(seen, field)}`]
        : []
    }),
  ]
}

/** What two actors see differently, and why. */
export function contrasts(one: Seen, other: Seen): string[] {
  const paths = new Set([...Object.keys(one.fields), ...Object.keys(other.fields)])
  return [...paths].flatMap((path) => {
    const [a, b] = [one.fields[path], other.fields[path]]
    return a?.outcome === b?.outcome ? [] : [`\`${path}\`: ${saw(one, a)}; the other: ${saw(other, b)}`]
  })
}

/** An outcome in words, with what decided it. */
function saw({ grants }: Seen, field: FieldDecision | undefined): string {
  if (!field) return 'nothing'
  const { outcome, reason, rule } = field
  if (reason !== undefined) return `${outcome} (${because(reason, rule)})`
  return grants.length === 0 ? outcome : `${outcome} (by ${grants.join(', ')})`
}

/** A reason, and the place in the policy that gives it. */
export function because(reason: string | undefined, rule: string | undefined): string {
  return `\`${reason}\`${rule ? `, ${rule}` : ''}`
}

function strangers({ fields, resource = 'this' }: Seen, sight: Sight): string[] {
  const known = Object.keys(fields)
  const paths = OUTCOMES.flatMap((outcome) => sight[outcome] ?? []).filter((path) => !known.includes(path))
  return paths.map((path) => {
    const held = known.filter((field) => field.startsWith(`${path}.`) || field.startsWith(`${path}[`))
    // an object, a list or a record is no field, but what it holds are some
    return held.length > 0
      ? `\`${path}\` is no field, but holds ${held.map((field) => `\`${field}\``).join(', ')}`
      : `\`${path}\` is no field of \`${resource}\`${hint(path, known)}`
  })
}

function assertSight(sight: Sight): void {
  if (typeof sight !== 'object' || sight === null)
    throw misuse('a sight is `{ clear, masked, hidden }`, each a list of fields')
  const stray = Object.keys(sight).find((key) => !OUTCOMES.includes(key as (typeof OUTCOMES)[number]))
  if (stray !== undefined) throw misuse(`a sight knows no \`${stray.slice(0, 80)}\``)
  const lists = Object.values(sight)
  if (lists.length === 0 || !lists.every(Array.isArray))
    throw misuse('a sight lists the fields that are `clear`, `masked` or `hidden`, or some of these')
}

/** A field has one outcome. */
function assertOnce(paths: readonly string[]): void {
  const twice = paths.find((path, index) => paths.indexOf(path) !== index)
  if (twice !== undefined) throw misuse(`a sight lists \`${String(twice).slice(0, 80)}\` twice`)
}
