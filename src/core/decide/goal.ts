import type { FieldDef } from '../catalog/field.js'
import type { Topic } from './change.js'
import type { Decision, OtherReason } from './decision.js'
import type { Ask } from './question.js'

/** What is to become true: that the row, or the field at `path`, is shown. */
export interface Goal {
  readonly path?: string
  /** Masked will do. */
  readonly masked?: boolean
}

/** Where a goal lies: of a field of a nested row, it is that row's resource which is asked about. */
export interface Place {
  readonly ask: Ask
  /** The way to the nested row; empty for the row itself. */
  readonly prefix: string
  readonly field: FieldDef | undefined
  readonly people: Topic['people']
}

/** Why something is not clear. */
export interface Because {
  readonly reason?: OtherReason['reason']
  readonly rule?: string
  readonly also?: readonly OtherReason[]
}

export function placeOf(ask: Ask, path: string | undefined, prefix = ''): Place {
  const inner = path?.slice(prefix.length)
  const [at, name] = [...ask.resource.nested].find(([at]) => inner?.startsWith(`${at}.`)) ?? []
  const resource = name === undefined ? undefined : ask.catalog.resources.get(name)
  if (at !== undefined && resource) return placeOf({ ...ask, resource }, path, `${prefix}${at}.`)
  const field = ask.resource.fields.find((each) => each.path === inner)
  return { ask, prefix, field, people: peopleOf(ask, field) }
}

/** The reasons between a decision and a goal, save those that were `answered`; the first is the one that counts. */
export function whysAt(
  decision: Decision,
  { path, masked }: Goal,
  whole: Ask,
  answered: ReadonlySet<string>,
): readonly OtherReason[] {
  const all = whysOf(path === undefined ? decision : decision.fields[path])
  const open = all.filter((why) => isOpen(why, path, masked, answered))
  const others = open.filter(({ reason }) => reason !== 'nothing_visible')
  if (others.length > 0 || others.length === open.length) return others
  const seen = fieldsToSee(decision, whole, path).some((each) =>
    whysOf(decision.fields[each]).every((why) => !isOpen(why, each, true, answered)),
  )
  return seen ? [] : open
}

/** The personal fields of a row of which nothing would be visible: one of them is to be. */
export function fieldsToSee(decision: Decision, whole: Ask, path?: string): readonly string[] {
  // what is said of the whole row is said of the rows in it too
  const { ask, prefix } = placeOf(whole, decision.reason === 'nothing_visible' ? undefined : path)
  return ask.resource.fields.flatMap((field) => (field.class === 'personal' ? [prefix + field.path] : []))
}

export function whysOf({ reason, rule = '', also = [] }: Because = {}): readonly OtherReason[] {
  return reason ? [{ reason, rule }, ...also] : []
}

/** What tells one reason of a goal from another. */
export function whyKey({ reason, rule }: OtherReason, path = ''): string {
  return `${path} ${reason} ${rule}`
}

function isOpen(
  why: OtherReason,
  path: string | undefined,
  masked: boolean | undefined,
  answered: ReadonlySet<string>,
): boolean {
  return !(masked && why.reason.endsWith('_masked')) && !answered.has(whyKey(why, path))
}

function peopleOf({ resource: { subject } }: Ask, field: FieldDef | undefined): Topic['people'] {
  if (field?.part !== undefined) return 'concerned'
  return subject.length > 1 || subject.some(({ path }) => /\[\]|\*/.test(path)) ? 'all' : 'person'
}
