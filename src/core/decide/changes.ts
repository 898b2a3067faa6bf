import { REASONS, type Reason } from '../errors.js'
import type { Anew } from './anew.js'
import { type Change, changeFor, roleGiven } from './change.js'
import type { Decision, OtherReason } from './decision.js'
import { fieldsToSee, type Goal, placeOf, whyKey, whysAt, whysOf } from './goal.js'
import type { Ask } from './question.js'
import { ofFirst, rolesFor } from './remedy.js'
import { suppose, supposeRole, type World } from './suppose.js'

/** What was asked. */
export interface About {
  readonly ask?: Ask
  /** The purpose as it was given, where nothing could be asked. */
  readonly purpose?: string
  readonly anew?: Anew
}

/** A world on the way: every change so far, and the reasons that they answer. */
interface Stage extends World {
  readonly made: string
  readonly answered: ReadonlySet<string>
}
interface Step {
  readonly order: number
  readonly change: Change
}
interface Move {
  readonly step?: Step
  readonly cost: number
  readonly stage: Stage
  readonly goals: readonly Goal[]
}
interface Way {
  readonly cost: number
  readonly steps: readonly Step[]
}

/** Reasons of which one place changed is enough, since grants join. */
const ALTERNATIVES: readonly Reason[] = [
  'role_not_permitted',
  'role_expired',
  'condition_not_met',
  'role_hidden',
  'role_masked',
]
/** A change weighs more than what tells two apart: a no of somebody that it overrules, a role that ends. */
const CHANGE = 1000
const NO = 10
const ENDS = 1
const MOST_CHANGES = 64
/** Decisions that one explanation tries; from then on the first way that leads on is taken. */
const MOST_TRIES = 1000

/**
 * Finds the smallest set of changes that permits the row or, with `path`, shows that field clear; in the order of the layers.
 *
 * Each change is tried: what it leaves to be done is what the decision says once it is made.
 */
export function changesFrom(
  decision: Decision,
  { ask, purpose = '', anew }: About,
): (path?: string) => readonly Change[] {
  if (!ask || !anew)
    return (path) =>
      ordered(
        whysOf(path === undefined ? decision : decision.fields[path]).map(({ reason, rule }) =>
          stepOf(reason, changeFor(reason, rule, { purpose, people: 'person' })),
        ),
      )
  const start: Stage = { ask, said: [], made: '', answered: new Set() }
  const decisions = new Map([[start.made, decision]])
  return (path) => ordered(fewest([path === undefined ? {} : { path }]))

  /** Looks for one change that does it, then for two … */
  function fewest(goals: readonly Goal[]): readonly Step[] {
    for (let count = 0; count <= MOST_CHANGES; count++) {
      const way = least(start, goals, (count + 0.5) * CHANGE)
      if (way) return way.steps
    }
    return []
  }

  function least(stage: Stage, goals: readonly Goal[], most: number): Way | undefined {
    const [goal, ...later] = goals
    if (!goal) return { cost: 0, steps: [] }
    const decided = decisions.get(stage.made) ?? (anew as Anew).decide(stage.ask, stage.said)
    decisions.set(stage.made, decided)
    const [why, ...whys] = whysAt(decided, goal, stage.ask, stage.answered)
    if (!why) return least(stage, later, most)
    let best: Way | undefined
    if (most < CHANGE) return best
    const moves = movesFor(stage, goals, decided, [why, ...whys])
    for (const move of decisions.size > MOST_TRIES ? moves.slice(0, 1) : moves) {
      const left = (best?.cost ?? most) - move.cost
      const rest = left > 0 ? least(move.stage, move.goals, left) : undefined
      if (rest && rest.cost < left)
        best = { cost: move.cost + rest.cost, steps: move.step ? [move.step, ...rest.steps] : rest.steps }
    }
    return best
  }

  /** What could be done next about the first goal: all of it must be, or one of the moves will do. */
  function movesFor(
    stage: Stage,
    goals: readonly Goal[],
    decided: Decision,
    whys: readonly [OtherReason, ...OtherReason[]],
  ): readonly Move[] {
    const goal = goals[0] as Goal
    const place = placeOf(stage.ask, goal.path)
    if (whys[0].reason === 'nothing_visible')
      return fieldsToSee(decided, stage.ask, goal.path).map((path) => ({
        cost: 0,
        stage,
        goals: [{ path, masked: true }, ...goals],
      }))
    const must = whys.find(({ reason }) => !ALTERNATIVES.includes(reason))
    if (must) return [answer(must)]
    const roles = whys[0].reason === 'role_not_permitted' ? rolesFor(place.ask) : []
    const alike = whys.filter(({ reason }) => reason === whys[0].reason)
    return roles.length > 0 ? roles.map(give) : ofFirst(alike, place.ask).map(answer)

    function answer(why: OtherReason): Move {
      const { ask, people, field, prefix } = place
      const topic = {
        purpose: ask.purpose.name,
        people,
        ...(goal.masked && field && { field: field.chain[0] as string }),
      }
      const everybody = goal.path !== undefined && (!goal.masked || people === 'concerned')
      const tenant = prefix === '' ? anew?.tenant : undefined
      const world = suppose(stage, why, { resource: ask.resource, field, everybody, tenant })
      return {
        step: stepOf(why.reason, changeFor(why.reason, why.rule, topic)),
        cost: CHANGE + (REASONS[why.reason].family === 'forbidden' ? NO : 0),
        stage: {
          ...world,
          made: `${stage.made}\n${why.reason} ${why.rule} ${everybody} ${world === stage ? '' : field?.path}`,
          answered: new Set([...stage.answered, whyKey(why, goal.path)]),
        },
        goals,
      }
    }

    function give({ role, ends }: { readonly role: string; readonly ends: boolean }): Move {
      return {
        step: stepOf('role_not_permitted', roleGiven(role, stage.ask.actor.onBehalfOf !== undefined)),
        cost: CHANGE + (ends ? ENDS : 0),
        stage: { ...stage, ...supposeRole(stage, role), made: `${stage.made}\n${role}` },
        goals,
      }
    }
  }
}

function stepOf(reason: Reason, change: Change): Step {
  return { order: REASONS[reason].order, change }
}

function ordered(steps: readonly Step[]): readonly Change[] {
  const changes = steps.toSorted((a, b) => a.order - b.order).map(({ change }) => change)
  return Object.freeze(
    changes.filter(({ en }, index) => changes.findIndex((other) => other.en === en) === index),
  )
}
