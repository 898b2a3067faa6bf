import { REASONS, type Reason } from '../errors.js'
import { type Change, changeFor, roleGiven, type Topic } from './change.js'
import { principals } from './decide.js'
import type { Decision, OtherReason } from './decision.js'
import { type Ask, covers } from './question.js'

/** Why something is not clear. */
export interface Because {
  readonly reason?: Reason
  readonly rule?: string
  readonly also?: readonly OtherReason[]
}

/** What was asked. */
export interface About {
  readonly ask?: Ask
  /** The purpose as it was given, where nothing could be asked. */
  readonly purpose?: string
  /** Decides on the same row anew, for another actor: then what a new role would leave to be done is known too. */
  readonly again?: (ask: Ask) => Decision
}

/** Reasons of which one place changed is enough, since grants join. */
const ALTERNATIVES: readonly Reason[] = [
  'role_not_permitted',
  'role_expired',
  'condition_not_met',
  'role_hidden',
  'role_masked',
]

type Step = readonly [reason: Reason, change: Change]

/** The smallest set of changes that permits a row or, with `path`, shows that field clear; in the order of the layers. */
export function changesOf(decision: Decision, about: About, path?: string): readonly Change[] {
  const steps = stepsOf(decision, about, path).toSorted(([a], [b]) => REASONS[a].order - REASONS[b].order)
  const changes = steps.map(([, change]) => change)
  return Object.freeze(
    changes.filter(({ en }, index) => changes.findIndex((other) => other.en === en) === index),
  )
}

function stepsOf(decision: Decision, about: About, path?: string): Step[] {
  const whys = whysOf(path === undefined ? decision : decision.fields[path])
  const { ask, path: inner } = about.ask ? askAt(about.ask, path) : {}
  const purpose = ask?.purpose.name ?? about.purpose ?? ''
  const topic = { purpose, people: ask ? peopleOf(ask, inner) : 'person' } as const
  if (whys.some(({ reason }) => reason === 'nothing_visible')) {
    const others = whys.filter(({ reason }) => reason !== 'nothing_visible')
    return path === undefined || others.length === 0
      ? toSeeAnything(decision, about, topic)
      : stepsFor(others, ask, topic)
  }
  const role =
    ask && whys.some(({ reason }) => reason === 'role_not_permitted') ? roleFor(ask, about) : undefined
  if (!ask || role === undefined) return stepsFor(whys, ask, topic)
  const given: Step = ['role_not_permitted', roleGiven(role, ask.actor.onBehalfOf !== undefined)]
  const { again, ...known } = about
  return again && about.ask
    ? [given, ...stepsOf(again(withRole(about.ask, role)), known, path)]
    : [
        given,
        ...stepsFor(
          whys.filter(({ reason }) => reason !== 'role_not_permitted'),
          ask,
          topic,
        ),
      ]
}

/** One step for each reason; of grants that each would do, one for each of those who act. */
function stepsFor(whys: readonly OtherReason[], ask: Ask | undefined, topic: Topic): Step[] {
  const enough = ALTERNATIVES.flatMap((reason) =>
    fewest(
      whys.filter((why) => why.reason === reason),
      ask,
    ),
  )
  return whys
    .filter((why) => !ALTERNATIVES.includes(why.reason) || enough.includes(why))
    .map(({ reason, rule }) => [reason, changeFor(reason, rule, topic)])
}

/** The fewest of `places` that serve all who act. */
function fewest(places: readonly OtherReason[], ask: Ask | undefined): readonly OtherReason[] {
  let open = ask ? principals(ask).map((each) => places.filter(({ rule }) => isOf(rule, each))) : []
  open = open.filter((group) => group.length > 0)
  if (open.length <= 1) return places.slice(0, 1)
  const chosen: OtherReason[] = []
  while (open.length > 0) {
    const serves = (place: OtherReason) => open.filter((group) => group.includes(place)).length
    const best = open.flat().reduce((a, b) => (serves(b) > serves(a) ? b : a))
    chosen.push(best)
    open = open.filter((group) => !group.includes(best))
  }
  return chosen
}

/** Whether a place stands in a grant of the actor. */
function isOf(rule: string, { actor, catalog, purpose }: Ask): boolean {
  const grants = actor.roles.flatMap((role) => catalog.roles.get(role) ?? [])
  if (rule === '/roles') return grants.length === 0
  return [...grants, ...(purpose.self ? [purpose.self] : [])].some((grant) =>
    rule.startsWith(`${grant.rule}/`),
  )
}

/** What would make one field visible at all: the fewest changes; of as many, those that overrule nobody's no. */
function toSeeAnything(decision: Decision, { ask }: About, topic: Topic): Step[] {
  if (!ask) return []
  const ways = ask.resource.fields.flatMap(({ path, class: kind, chain }) => {
    const hides = whysOf(decision.fields[path]).filter(
      ({ reason }) => reason !== 'nothing_visible' && !reason.endsWith('_masked'),
    )
    return kind === 'personal' && hides.length > 0
      ? [stepsFor(hides, ask, { ...topic, people: peopleOf(ask, path), field: chain[0] as string })]
      : []
  })
  const forbidden = (way: Step[]) => way.filter(([reason]) => REASONS[reason].family === 'forbidden').length
  return ways.toSorted((a, b) => a.length - b.length || forbidden(a) - forbidden(b))[0] ?? []
}

/** A role that has a grant for this already: the one that leaves least to be done, else one that does not end. */
function roleFor(ask: Ask, { ask: whole, again, ...known }: About): string | undefined {
  const roles = [...ask.catalog.roles].flatMap(([role, grants]) => {
    const fit = grants.filter((grant) => grant.purposes.has(ask.purpose.name) && covers(grant, ask))
    if (fit.length === 0) return []
    const lasting = fit.some(({ until }) => until === undefined)
    const left = again && whole ? stepsOf(again(withRole(whole, role)), { ...known, ask: whole }).length : 0
    return [{ role, cost: left * 2 + (lasting ? 0 : 1) }]
  })
  return roles.toSorted((a, b) => a.cost - b.cost)[0]?.role
}

function withRole(ask: Ask, role: string): Ask {
  const given = (actor: Ask['actor']): Ask['actor'] => ({
    ...actor,
    roles: [...actor.roles, role],
    ...(actor.onBehalfOf && { onBehalfOf: given(actor.onBehalfOf) }),
  })
  return { ...ask, actor: given(ask.actor) }
}

/** Of a field of a nested row, it is that row's resource which is asked about, and its own path there. */
function askAt(ask: Ask, path: string | undefined): { readonly ask: Ask; readonly path?: string } {
  if (path === undefined) return { ask }
  const [at, name] = [...ask.resource.nested].find(([at]) => path.startsWith(`${at}.`)) ?? []
  const resource = name === undefined ? undefined : ask.catalog.resources.get(name)
  return at !== undefined && resource ? askAt({ ...ask, resource }, path.slice(at.length + 1)) : { ask, path }
}

function peopleOf({ resource: { subject, fields } }: Ask, path: string | undefined): Topic['people'] {
  if (fields.find((field) => field.path === path)?.part !== undefined) return 'concerned'
  return subject.length > 1 || subject.some(({ path }) => /\[\]|\*/.test(path)) ? 'all' : 'person'
}

function whysOf({ reason, rule = '', also = [] }: Because = {}): readonly OtherReason[] {
  return reason ? [{ reason, rule }, ...also] : []
}
