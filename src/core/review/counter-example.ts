import type { Action } from '../catalog/action.js'
import { valueText } from './condition-text.js'
import type { Value } from './points.js'
import type { ActorGiven } from './unknowns.js'
import type { Witness } from './witness.js'

/** Why a claim does not hold: as few roles, attributes and words as will do. */
export interface CounterExample {
  /** The whole of it as one sentence. */
  readonly text: string
  /** The one role that is enough; absent for the person a row is about, and where nobody acts. */
  readonly role?: string
  readonly purpose?: string
  readonly resource?: string
  readonly field?: string
  readonly outcome?: 'clear' | 'masked'
  readonly action?: Action
  /** Of `disclose`: to whom. */
  readonly recipient?: string
  /** RFC 3339 text: not before this time, when the grants that permitted it elsewhere have ended. */
  readonly from?: string
  /** Where the policy says so: RFC 6901 pointers into its document. */
  readonly rules: readonly string[]
  /** What a row must be for it; empty where any row will do. */
  readonly row?: { readonly [path: string]: Value }
  /** What its actor must bring. */
  readonly actor?: { readonly [path: string]: ActorGiven }
  /** Conditions are too large to be compared: that such a row exists is assumed, and not shown. */
  readonly assumed?: true
}

/** What is found before it is put into words. */
export interface Finding extends Omit<CounterExample, 'text' | 'row' | 'actor' | 'assumed'> {
  readonly witness: Witness | 'too_many' | undefined
  /** What is wrong, after who it is about. */
  readonly what: string
}

/** The smallest of the findings: fewest values, then the first. */
export class Smallest {
  #best: Finding | undefined
  #size = Number.POSITIVE_INFINITY

  /** Whether a finding as small as can be is there already. */
  get settled(): boolean {
    return this.#size === 0
  }

  add(witness: Finding['witness'], about: () => Omit<Finding, 'witness'>): void {
    const size = sizeOf(witness)
    if (size >= this.#size) return
    this.#best = { ...about(), witness }
    this.#size = size
  }

  get counterExample(): CounterExample | undefined {
    return this.#best && toCounterExample(this.#best)
  }
}

function toCounterExample({ witness, what, ...about }: Finding): CounterExample {
  const found = witness === undefined || witness === 'too_many' ? undefined : witness
  return Object.freeze({
    text: what + withText(witness) + (about.from === undefined ? '' : `, from ${about.from} on`),
    ...about,
    ...(found && { row: Object.freeze(found.row), actor: Object.freeze(found.actor) }),
    ...(witness === 'too_many' && { assumed: true as const }),
  })
}

function withText(witness: Witness | 'too_many' | undefined): string {
  if (witness === undefined) return ''
  if (witness === 'too_many') return ' (its conditions are too large to be compared: assumed)'
  const row = listed(witness.row)
  const actor = listed(witness.actor).map((each) => each.replace(/^attributes\./, ''))
  const parts = [
    ...(row.length > 0 ? [`of a row whose ${row.join(', ')}`] : []),
    ...(actor.length > 0 ? [`by an actor whose ${actor.join(', ')}`] : []),
  ]
  return parts.length === 0 ? '' : `, ${parts.join(', ')}`
}

function listed(values: { readonly [path: string]: ActorGiven }): string[] {
  return Object.entries(values).map(([path, value]) => `${path} is ${valueText(value)}`)
}

function sizeOf(witness: Witness | 'too_many' | undefined): number {
  if (witness === 'too_many') return Number.MAX_SAFE_INTEGER
  return witness ? Object.keys(witness.row).length + Object.keys(witness.actor).length : 0
}
