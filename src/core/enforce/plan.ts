import type { Condition } from '../catalog/condition.js'
import type { FieldDef } from '../catalog/field.js'
import type { Id } from '../catalog/person.js'
import type { ResourceDef } from '../catalog/resource.js'
import type { GrantDef } from '../catalog/role.js'
import { nearest } from '../catalog/target.js'
import { bind } from '../decide/bind.js'
import { principals } from '../decide/decide.js'
import { type Ask, askRequest, maySelf } from '../decide/question.js'
import { readerOf } from '../decide/readers.js'
import { type Timer, timersOf } from '../decide/retention.js'
import type { Reason } from '../errors.js'
import { all, any, keptWhere, NEVER } from './kept-where.js'

/** Where a column is shown, and how clearly; the first `when` that is true of a row holds. */
export interface ColumnVisibility {
  readonly when: Condition | 'all'
  readonly as: 'clear' | 'masked'
}

/** Which rows and columns a request may reach at all, before any row is read. Consent is asked for by `query`. */
export type Plan =
  | { readonly kind: 'deny'; readonly reason: Reason; readonly rule: string }
  | ({ readonly kind: 'allow' } & Columns)
  | ({ readonly kind: 'conditional'; readonly where: Condition } & Columns)

interface Columns {
  readonly columns: { readonly [path: string]: readonly ColumnVisibility[] }
  /** Columns that a decision reads beside those shown. */
  readonly needs: readonly string[]
}

type When = Condition | 'all'
interface Reach {
  readonly grant: GrantDef
  readonly when: When
}

/** The plan of a request that no layer denies whatever the row. `hidden` are the fields that no row shows. */
export function planOf(
  ask: Ask,
  now: number,
  ceilings: { readonly [path: string]: 'clear' | 'masked' | 'hidden' },
): Exclude<Plan, { kind: 'deny' }> {
  const reaches = principals(ask).map((each) => reachOf(each, now))
  const where = all([...tenantsOf(ask), ...reaches.map((reach) => any(reach.map(({ when }) => when)))])
  const columns: { [path: string]: readonly ColumnVisibility[] } = {}
  for (const field of ask.resource.fields) {
    const kept = keptOf(field, ask, now)
    const shown = columnOf(field, reaches, ceilings[field.path] ?? 'hidden').map(
      ({ when, as }): ColumnVisibility => ({ when: all([when, kept]), as }),
    )
    if (shown.length > 0) columns[field.path] = shown
  }
  const needs = readerOf(ask.catalog, ask.resource).paths.filter((path) => !Object.hasOwn(columns, path))
  return where === 'all' ? { kind: 'allow', columns, needs } : { kind: 'conditional', where, columns, needs }
}

function reachOf(ask: Ask, now: number): Reach[] {
  const { purpose: term, list } = timersOf(ask.purpose, ask.resource)
  // under a legal hold an exception reaches what is over: which rows those are, no column says
  const lasting = term && !ask.exception ? keptWhere(list[term.timer] as Timer, ask.resource, now) : 'all'
  const granted = askRequest(ask, now).inForce.flatMap((grant): Reach[] => {
    const where = grant.where?.get(ask.resource.name) ?? 'all'
    const when = where === 'all' ? where : bind(where, ask.actor)
    return when ? [{ grant, when: all([when, lasting]) }] : []
  })
  const { self } = ask.purpose
  return self && maySelf(ask) ? [...granted, { grant: self, when: selfOf(ask) }] : granted
}

/** The rows in which a field is within each of its periods. */
function keptOf({ path }: FieldDef, { purpose, resource, exception }: Ask, now: number): When {
  const { fields, list } = timersOf(purpose, resource)
  const terms = exception ? [] : (fields.find((each) => each.path === path)?.terms ?? [])
  return all(terms.map(({ timer }) => keptWhere(list[timer] as Timer, resource, now)))
}

/** The rows that are about the actor; those of a list of people cannot be told before they are read. */
function selfOf({ resource, actor }: Ask): When {
  const { subject } = actor
  const tenant = resource.tenant === undefined ? undefined : actor.tenant
  if (!subject || (subject.tenant !== undefined && subject.tenant !== tenant)) return NEVER
  const mine = resource.subject.filter(({ population }) => population === subject.population)
  if (mine.some(({ path }) => !resource.attributes.has(path))) return 'all'
  return any(mine.map(({ path }) => equals(resource, path, subject.id)))
}

/** The tenant of each of those who act; rows of two tenants there are none. */
function tenantsOf(ask: Ask): When[] {
  const { resource } = ask
  const path = resource.tenant
  if (path === undefined) return []
  const tenants = new Set(principals(ask).map(({ actor }) => actor.tenant))
  return [...tenants].map((tenant) => (tenant === undefined ? NEVER : equals(resource, path, tenant)))
}

/** A test for one value; what is of another type than the column is in no row. */
function equals({ attributes }: ResourceDef, path: string, value: Id): Condition {
  const type = typeof value as 'string' | 'number' | 'bigint'
  return attributes.get(path)?.has(type) ? { op: 'eq', path, type, value } : NEVER
}

function columnOf(
  field: FieldDef,
  reaches: readonly (readonly Reach[])[],
  ceiling: 'clear' | 'masked' | 'hidden',
): ColumnVisibility[] {
  if (ceiling === 'hidden') return []
  if (field.class !== 'personal') return [{ when: 'all', as: 'clear' }]
  const showing = (least: 'clear' | 'masked') =>
    reaches.map((reach) => reach.filter(({ grant }) => shows(grant, field, least)))
  const when = (reaches: readonly (readonly Reach[])[]) =>
    all(reaches.map((reach) => any(reach.map((each) => each.when))))
  const clear = ceiling === 'clear' ? showing('clear') : []
  const masked = showing('masked')
  const columns: ColumnVisibility[] = []
  if (clear.length > 0 && when(clear) !== NEVER) columns.push({ when: when(clear), as: 'clear' })
  // whoever sees it masked and never clear
  const more = clear.length === 0 || masked.some((reach, index) => reach.length > (clear[index]?.length ?? 0))
  if (more && when(clear.length === 0 ? masked : clear) !== 'all' && when(masked) !== NEVER)
    columns.push({ when: when(masked), as: 'masked' })
  if (clear.length === 0 && when(masked) === 'all') columns.push({ when: 'all', as: 'masked' })
  return columns
}

function shows({ sees }: GrantDef, { chain }: FieldDef, least: 'clear' | 'masked'): boolean {
  const shown = nearest(chain, sees)
  return shown === 'clear' || (least === 'masked' && shown === 'masked')
}
