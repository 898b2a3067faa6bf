import type { ResourceDef } from '../catalog/resource.js'
import { gives } from '../catalog/right.js'
import { PurposeboundError } from '../errors.js'
import type { Entry } from '../record/scribe.js'
import { recordUntilDone } from './consent-record.js'
import { holdsOn } from './consult-holds.js'
import { isFree } from './due-rows.js'
import { denied, outcome, type PersonOperation } from './person-operation.js'
import { usedIn } from './report.js'
import { notGiven } from './right-given.js'
import type { KnownSource } from './source.js'
import type { Asked } from './subject-parts.js'

/** A source that can erase. */
export interface ErasingSource {
  readonly name: string
  readonly source: KnownSource & Required<Pick<KnownSource, 'erase'>>
}

/**
 * Every purpose that uses what goes must give the right; the one at hand answers the request, and holds nothing.
 *
 * @throws AccessDenied `right_not_given`
 */
export async function assertGiven(operation: PersonOperation, scope: readonly ResourceDef[]): Promise<void> {
  const { catalog, purpose: atHand } = operation.ask
  const uses = scope.flatMap((resource) =>
    [...catalog.purposes.values()].map((purpose) => ({ resource, purpose })),
  )
  const kept = uses.find(
    ({ resource, purpose }) =>
      purpose !== atHand &&
      usedIn(resource, purpose).length > 0 &&
      !gives('erasure', purpose, catalog.document),
  )
  if (kept) await notGiven(operation, 'erasure', kept.purpose, `; it uses \`${kept.resource.name}\``)
}

/** The first resource whose rows of the person a legal hold keeps; who cannot be asked about is held. */
export async function heldIn(
  { engine, ask }: PersonOperation,
  scope: readonly ResourceDef[],
): Promise<ResourceDef | undefined> {
  const holds = await holdsOn(engine, [ask.person])
  return scope.find((resource) => !isFree([ask.person], resource, holds))
}

/** @throws AccessDenied `held`, recorded */
export async function assertFree(operation: PersonOperation, scope: readonly ResourceDef[]): Promise<void> {
  const kept = await heldIn(operation, scope)
  if (!kept) return
  const base = { ...operation.base, resource: { type: kept.name } }
  await denied({ ...operation, base }, { reason: 'held', rule: '' })
}

/** @throws PurposeboundError `source_missing` that names each resource which cannot be erased */
export async function erasingSources(
  operation: PersonOperation,
  { sources }: Asked,
  scope: readonly ResourceDef[],
): Promise<readonly ErasingSource[]> {
  const found = scope.map(({ name }) => ({ name, source: sources.get(name) }))
  const missing = found.filter(({ source }) => !source?.erase).map(({ name }) => `\`${name}\``)
  if (missing.length === 0) return found as readonly ErasingSource[]
  await tell(operation, [outcome(operation.base, 'error', 'source_missing')])
  throw new PurposeboundError(
    'source_missing',
    `${missing.join(', ')} cannot \`erase\`, and nothing was erased`,
  )
}

/** What happened has happened: the trail hears of it as soon as it can. */
export function tell({ engine, snapshot }: PersonOperation, entries: readonly Entry[]): Promise<void> {
  return recordUntilDone(engine, snapshot, entries)
}
