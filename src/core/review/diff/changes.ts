import { pointer } from '../../catalog/pointer.js'
import type { PurposeDef } from '../../catalog/purpose.js'
import { fieldAt } from '../permission.js'
import { HIDDEN } from '../sights.js'
import type { Extra } from './beyond.js'
import type { Direction, PolicyChange } from './policy-change.js'
import { sentence } from './sentence.js'

/** What a wider use is taken for, where it goes beyond the purpose as it was. */
type Outside = 'wider_related' | 'wider_new'

interface Group {
  readonly about: PolicyChange['about']
  readonly extras: Extra[]
}

/** A basis that asks less of people is related to nothing, and new; these are no question of the basis. */
const HOWS: { readonly [how: string]: PolicyChange['verdict'] } = {
  'without a justification': 'wider_within',
  // that it was once announced no policy tells
  'before it is announced': 'undetermined',
  // whose data it is: nobody can be asked for that
  'of another tenant': 'undetermined',
  'about other people': 'undetermined',
}
const AGAIN = 'for a person who agreed to earlier terms'

/** Everything found about one purpose, as sentences: what is true of several roles or fields is said once. */
export function changesOf(
  purpose: PurposeDef,
  extras: Iterable<Extra>,
  direction: Direction,
  outside: Outside,
): PolicyChange[] {
  const all = [...extras]
  const rows = new Set(all.filter((each) => each.at === 0 && each.outside).map(placeOf))
  const groups = new Map<string, Group>()
  for (const extra of all) {
    // of rows that are new all fields are
    if (extra.at > 0 && extra.outside && (extra.was ?? HIDDEN) >= extra.level && rows.has(placeOf(extra)))
      continue
    const about = aboutOf(extra, direction)
    const key = [about, placeOf(extra), ...particulars(about, extra)].join(' ')
    const group = groups.get(key) ?? { about, extras: [] }
    groups.set(key, group)
    group.extras.push(extra)
  }
  return [...groups.values()].map((group) => changeOf(purpose, group, direction, outside))
}

function placeOf({ ask }: Extra): string {
  return `${ask.resource.name} ${ask.action}`
}

function aboutOf({ at, how, outside }: Extra, direction: Direction): PolicyChange['about'] {
  if (how === AGAIN && direction === 'narrower') return 'terms'
  if (how !== undefined) return 'basis'
  if (!outside) return 'role'
  return at === 0 ? 'rows' : 'field'
}

function particulars(about: PolicyChange['about'], { at, level, how = '', role = '' }: Extra): string[] {
  if (about === 'field') return [`${at} ${level}`]
  return about === 'role' ? [role] : [how]
}

function changeOf(
  purpose: PurposeDef,
  { about, extras }: Group,
  direction: Direction,
  outside: Outside,
): PolicyChange {
  const first = extras[0] as Extra
  const { resource, action } = first.ask
  const field = about === 'field' ? fieldAt(first.at, resource)?.path : undefined
  const roles = [...new Set(extras.flatMap(({ role }) => role ?? []))].sort()
  const { en, ja } = sentence(purpose, about, extras, roles, direction)
  return Object.freeze({
    verdict: verdictOf(about, extras, direction, outside),
    about,
    ...(about !== 'basis' && about !== 'terms' && { resource: resource.name, action }),
    ...(field !== undefined && { field }),
    ...(roles.length > 0 && { roles: Object.freeze(roles) }),
    rules: Object.freeze([
      ...new Set([...extras.map(({ rule }) => rule), pointer('purposes', purpose.name)]),
    ]),
    en,
    ja,
  })
}

function verdictOf(
  about: PolicyChange['about'],
  extras: readonly Extra[],
  direction: Direction,
  outside: Outside,
): PolicyChange['verdict'] {
  if (extras.some(({ witness }) => witness === 'too_many')) return 'undetermined'
  if (direction === 'narrower') return 'narrower'
  const { how } = extras[0] as Extra
  if (how !== undefined) return HOWS[how] ?? 'wider_new'
  return about === 'role' ? 'wider_within' : outside
}
