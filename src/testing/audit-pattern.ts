import type { AuditRecord, Basis, Policy } from '../index.js'
import { assertAmong, assertKnown, assertReason, hint, misuse } from './known.js'
import { assertRule, fieldsOf } from './known-places.js'

/** A record as far as it is known: what is named must be as it says, of lists each element must be there. */
export type AuditPattern = { readonly [K in keyof AuditRecord]?: Part<AuditRecord[K]> }
type Part<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: Part<T[K]> }
    : T

type Keys = { readonly [key: string]: 'value' | 'list' | 'any' | Keys }

const ACTOR: Keys = {
  ...({ kind: 'value', ref: 'value', roles: 'list', tenant: 'value' } as const),
  get onBehalfOf() {
    return ACTOR
  },
}
const SHAPE: Keys = {
  ...({ v: 'value', id: 'value', type: 'value', time: 'value', mono: 'value' } as const),
  app: { name: 'value', version: 'value', instance: 'value', pid: 'value' },
  policy: { name: 'value', version: 'value', digest: 'value' },
  ...({ request: 'value', traceparent: 'value', mode: 'value', purpose: 'value' } as const),
  actor: ACTOR,
  ...({ clause: 'value', basis: 'value', justification: 'value', action: 'value' } as const),
  resource: { type: 'value', refs: 'list' },
  subjects: { refs: 'list' },
  ...({ effect: 'value', reason: 'value', rules: 'list', refused: 'value' } as const),
  consent: { asOf: 'value', source: 'value', event: 'value', version: 'value' },
  recipient: { id: 'value', kind: 'value', country: 'value', transferBasis: 'value' },
  provision: { ground: 'value' },
  fields: { clear: 'list', masked: 'list', hidden: 'list', unknown: 'value' },
  outcome: { status: 'value', rows: 'value', code: 'value' },
  http: { method: 'value', route: 'value', status: 'value' },
  severity: 'value',
  exception: { item: 'value', expiresAt: 'value', approvedBy: ACTOR },
  erasure: { because: 'value', rows: 'value', whole: 'value', fields: 'list' },
  hold: { id: 'value', change: 'value', until: 'value' },
  gap: { lost: 'value', cause: 'value', since: 'value', until: 'value' },
  ext: 'any',
}
const TYPES = ['decision', 'outcome', 'consent', 'provision', 'exception', 'hold', 'policy', 'gap', 'sink']
const KINDS = ['person', 'employee', 'service', 'entrustee']
const BASES = Object.keys({
  consent: true,
  contract: true,
  legal_obligation: true,
  vital_interests: true,
  public_task: true,
  legitimate_interests: true,
} satisfies { readonly [B in Basis]: true })

/** Refuses what would never be found, or always: a misspelt key or name, and what says nothing. @throws PurposeboundError `config_invalid` */
export function assertPattern(pattern: AuditPattern, policy: Policy | undefined): void {
  assertShape(pattern, SHAPE, 'a record')
  const { type, effect, action, mode, basis, reason, actor, outcome } = pattern
  assertAmong('type of record', type, TYPES)
  assertAmong('effect', effect, ['permit', 'deny'])
  assertAmong('action', action)
  assertAmong('mode', mode, ['observed'])
  assertAmong('basis', basis, BASES)
  assertAmong('status', outcome?.status, ['released', 'erased', 'aborted', 'error'])
  if (reason !== undefined && !String(reason).startsWith('policy_')) assertReason(reason)
  for (let who = actor; who; who = who.onBehalfOf) {
    assertAmong('kind of actor', who.kind, KINDS)
    if (policy) assertKnown(policy, 'role', who.roles ?? [])
  }
  if (policy) assertNames(pattern, policy)
}

function assertNames({ purpose, resource, rules, fields }: AuditPattern, policy: Policy): void {
  if (purpose !== undefined) assertKnown(policy, 'purpose', [purpose])
  if (resource?.type !== undefined) assertKnown(policy, 'resource', [resource.type])
  for (const rule of rules ?? []) assertRule(policy, rule)
  const resources = resource?.type === undefined ? Object.keys(policy.document.resources) : [resource.type]
  const { clear = [], masked = [], hidden = [] } = fields ?? {}
  const paths = [...clear, ...masked, ...hidden]
  if (paths.length === 0) return
  const known = [...new Set(resources.flatMap((each) => fieldsOf(policy, each)))]
  for (const path of paths) assertAmong('field', path, known)
}

function assertShape(given: unknown, keys: Keys, what: string): void {
  if (typeof given !== 'object' || given === null || Array.isArray(given) || Object.keys(given).length === 0)
    throw misuse(`${what} is expected as an object that says something, such as \`{ purpose, effect }\``)
  for (const [key, value] of Object.entries(given)) {
    const kind = Object.hasOwn(keys, key) ? keys[key] : undefined
    if (kind === undefined)
      throw misuse(`${what} has no \`${key.slice(0, 80)}\`${hint(key, Object.keys(keys))}`)
    if (value === undefined) throw misuse(`\`${key}\` is undefined, which any record would be: leave it out`)
    if (kind === 'list' && !(Array.isArray(value) && value.length > 0))
      throw misuse(`\`${key}\` is expected as a list that names something`)
    if (kind === 'value' && typeof value === 'object') throw misuse(`\`${key}\` is expected as one value`)
    if (typeof kind === 'object') assertShape(value, kind, `\`${key}\` of a record`)
    if (kind === 'any' && (typeof value !== 'object' || Object.keys(Object(value)).length === 0))
      throw misuse(`\`${key}\` is expected as an object that says something`)
  }
}
