import type { Exercised } from '../index.js'
import type { Case } from './case.js'
import type { Seen } from './look.js'

/** What one question has exercised: the rules that decided, and every effective grant, as an audit record names them. */
export function exercisedBy({ purpose = '' }: Case, { grants, fields, rule }: Seen): Exercised {
  const decided = rule === undefined ? Object.values(fields).map((field) => field.rule) : [rule]
  const rules = new Set([...grants, ...decided].filter((each) => each !== undefined && each !== ''))
  return { purpose, rules: ([...rules] as string[]).sort() }
}
