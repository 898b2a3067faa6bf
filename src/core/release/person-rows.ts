import type { Action } from '../catalog/action.js'
import type { Person } from '../catalog/person.js'
import type { ResourceDef } from '../catalog/resource.js'
import type { OpenRow } from '../decide/open-row.js'
import { openRows } from '../decide/open-rows.js'
import { readOwn } from '../decide/own.js'
import { withheld } from '../enforce/withheld.js'
import type { Reason } from '../errors.js'
import type { Engine } from './engine.js'
import { assertAbout, only, ownLeaves } from './held.js'
import { begin, type Intent, type Operation } from './operation.js'
import { releaseOpened } from './release.js'
import { fromSource, type KnownSource } from './source.js'

/** A row of one person, as the purpose shows it. */
interface PersonRow {
  /** What is about the person and nobody else. */
  readonly data: { readonly [key: string]: unknown }
  /** What the policy masks or hides of that, and why. */
  readonly withheld: readonly { readonly path: string; readonly outcome: string; readonly reason: Reason }[]
  /** What the row holds about others, or about several people together. */
  readonly ofOthers: readonly string[]
  /** The row's own values, which are released to nobody. */
  readonly values: object
}

/** The rows of one resource that are about a person, decided one by one and recorded. */
export interface PersonRows {
  readonly resource: ResourceDef
  readonly rows: readonly PersonRow[]
  /** How many were not released, by reason. */
  readonly refused: readonly { readonly reason: Reason; readonly rows: number }[]
}

/** @throws PurposeboundError `source_failed`; AccessDenied `audit_unavailable` */
export async function rowsOfPerson(
  engine: Engine,
  intent: Intent,
  action: Action,
  resource: ResourceDef,
  source: KnownSource,
  person: Person,
  timeoutMs: number,
): Promise<PersonRows> {
  const given = await fromSource(resource.name, source.of(person), timeoutMs)
  const operation = await begin(engine, intent, resource.name, action)
  const opened = openRows(operation.bound, given)
  const open = given.map((_, index) => opened.at(index))
  for (const each of open) assertAbout(resource.name, each, person)
  if (given.length === 0) return { resource, rows: [], refused: [] }
  const { views, refused } = await releaseOpened(operation, opened)
  const lost = new Set(refused.map(({ index }) => index))
  const shown = open.filter((_, index) => !lost.has(index))
  const reasons = [...new Set(refused.map(({ reason }) => reason))]
  return {
    resource,
    rows: views.map((view, index) => personRow(operation, shown[index] as OpenRow, view, person)),
    refused: reasons.map((reason) => ({
      reason,
      rows: refused.filter((each) => each.reason === reason).length,
    })),
  }
}

function personRow({ bound }: Operation, open: OpenRow, view: object, person: Person): PersonRow {
  const { resource } = bound.ask
  const values = valuesOf(bound, open)
  const own = ownLeaves(resource, open, values, person)
  return {
    data: only(view, own),
    withheld: (withheld(view) ?? [])
      .filter(({ path }) => own.includes(path))
      .map(({ path, outcome, reason }) => ({ path, outcome, reason })),
    ofOthers: [
      ...resource.fields.map(({ path }) => path).filter((path) => !own.includes(path)),
      ...resource.nested.keys(),
    ],
    values,
  }
}

/** What was read of a row, and what else it has at its top: each property once. */
function valuesOf({ plan: { reader } }: Operation['bound'], { row, values }: OpenRow): object {
  const known = Object.fromEntries(reader.keys.map((key, index) => [key, values[index]]))
  const rest = Object.keys(row).filter((key) => !Object.hasOwn(known, key) && key !== '__proto__')
  for (const key of rest) {
    try {
      known[key] = readOwn(row, key)
    } catch {
      // what cannot be read says nothing
    }
  }
  return known
}
