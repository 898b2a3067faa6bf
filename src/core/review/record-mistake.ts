import type { AuditRecord, RecordedActor } from '../record/record.js'

/** What keeps a value from being a record that can be decided again; undefined where nothing does. */
export function recordMistake(value: unknown): string | undefined {
  const { v, type, time, policy, ...record } = Object(value) as Partial<AuditRecord>
  if (v !== 1) return '`v` is not 1'
  if (typeof policy?.name !== 'string' || typeof policy.digest !== 'string') return '`policy` names no policy'
  if (type !== 'decision' && type !== 'provision') return undefined
  if (typeof time !== 'string' || Number.isNaN(Date.parse(time))) return '`time` is no time'
  const { effect, actor, resource, rules, fields } = record
  if (effect !== 'permit' && effect !== 'deny') return '`effect` is neither `permit` nor `deny`'
  if (actor !== undefined && !isActor(actor)) return '`actor` has no list of roles'
  if (resource !== undefined && typeof resource?.type !== 'string') return '`resource` has no type'
  if (rules !== undefined && !isList(rules)) return '`rules` is no list of texts'
  if (fields !== undefined && ![fields?.clear, fields?.masked, fields?.hidden].every(isList))
    return '`fields` has no lists `clear`, `masked` and `hidden`'
  if (record.recipient !== undefined && typeof record.recipient?.id !== 'string')
    return '`recipient` has no id'
  const stray = TEXTS.find((key) => record[key] !== undefined && typeof record[key] !== 'string')
  return stray && `\`${stray}\` is no text`
}

const TEXTS = ['purpose', 'basis', 'action', 'reason', 'justification'] as const

function isActor(actor: RecordedActor | null): boolean {
  for (let who: RecordedActor | null | undefined = actor; who !== undefined; who = who.onBehalfOf)
    if (typeof who !== 'object' || who === null || !isList(who.roles)) return false
  return true
}

function isList(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
}
