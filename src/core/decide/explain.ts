import { REASONS } from '../errors.js'
import type { Change } from './change.js'
import { type About, changesFrom } from './changes.js'
import type { Decision } from './decision.js'
import type { Because } from './goal.js'

/** A decision in words: why, and the smallest set of changes that would permit what it denies. */
export interface Explanation {
  readonly decision: Decision
  readonly en: string
  readonly ja: string
  /** All of them are needed, and no other. Empty for a permit; `fields` says the same of each field that is not clear. */
  readonly changes: readonly Change[]
  readonly fields: {
    readonly [path: string]: { readonly en: string; readonly ja: string; readonly changes: readonly Change[] }
  }
}

const PERMITTED = { en: 'permitted', ja: '認められます' }

/** Puts a decision into words. */
export function explain(decision: Decision, about: About): Explanation {
  const denied = decision.effect === 'deny'
  const changes = changesFrom(decision, about)
  const withheld = Object.entries(decision.fields).filter(([, field]) => field.outcome !== 'clear')
  const fields = withheld.map(([path, field]) => [
    path,
    Object.freeze({ ...sentence(field, path), changes: changes(path) }),
  ])
  return Object.freeze({
    decision,
    ...(denied ? sentence(decision, about.ask?.purpose.name ?? about.purpose) : PERMITTED),
    changes: denied ? changes() : Object.freeze([]),
    fields: Object.freeze(Object.fromEntries(fields)),
  })
}

function sentence({ reason = 'evaluation_error', rule = '' }: Because, what: string | undefined) {
  const { en, ja } = REASONS[reason]
  const at = rule === '' ? '' : ` (${rule})`
  return what === undefined
    ? { en: `${en}${at}`, ja: `${ja}${at}` }
    : { en: `\`${what}\`: ${en}${at}`, ja: `\`${what}\`：${ja}${at}` }
}
