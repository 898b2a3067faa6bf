import type { PurposeDef } from '../catalog/purpose.js'
import type { ResourceDef } from '../catalog/resource.js'
import { rightsOf } from '../catalog/right.js'
import { nearest } from '../catalog/target.js'
import { isPurposeboundError, PurposeboundError } from '../errors.js'
import type { RecordedUse } from '../record/recorded-use.js'
import { timeText } from '../record/scribe.js'
import { ledgerOf, readAccesses } from './accesses.js'
import { isSound, standingOf } from './consent-status.js'
import { freshOf } from './consult.js'
import { nowOf, submit } from './engine.js'
import { resourcesOf, toJson } from './held.js'
import { keptUntil } from './kept-until.js'
import { beginPerson, outcome, type PersonOperation } from './person-operation.js'
import { rowsOfPerson } from './person-rows.js'
import type { ReportHeld, ReportPurpose, ReportRecipient, SubjectReport } from './report-contract.js'
import { readSpan } from './span.js'
import type { Asked } from './subject-parts.js'
import { providedOf, usedOf } from './used.js'

/** Everything that is held about the person: decided as a look into their trail, and row by row. */
export async function report(
  { engine, person, intent, sources }: Asked,
  given: unknown,
): Promise<SubjectReport> {
  const { timeoutMs, ...span } = readSpan(given)
  const ledger = ledgerOf(engine)
  const operation = await beginPerson(engine, person, intent, 'audit')
  const uses = await readAccesses(operation, ledger, span, timeoutMs)
  const { snapshot, ask, base } = operation
  const { catalog } = snapshot
  const resources = resourcesOf(catalog, person)
  const purposes = [...catalog.purposes.values()].filter((each) => resources.some((one) => isUsed(one, each)))
  try {
    const held: ReportHeld[] = []
    for (const resource of resources) {
      const source = sources.get(resource.name)
      if (!source) {
        held.push({ resource: resource.name, connected: false, rows: [], refused: [] })
        continue
      }
      const found = await rowsOfPerson(engine, intent, 'read', resource, source, person, timeoutMs)
      const serving = purposes.filter((each) => isUsed(resource, each))
      const rows = found.rows.map(({ values, ...row }) => ({
        ...row,
        until: keptUntil(resource, serving, values),
      }))
      held.push({ resource: resource.name, connected: true, rows, refused: found.refused })
    }
    const told = await purposesOf(operation, resources, purposes)
    return assemble(operation, ask.purpose, span, { held, purposes: told, uses })
  } catch (error) {
    // the look was on record as permitted, and nothing of it arrives
    const code = isPurposeboundError(error) ? (error.reason ?? error.code) : 'evaluation_error'
    await submit(engine, snapshot, [outcome(base, 'error', code)])
    throw error
  }
}

function assemble(
  { engine, snapshot: { policy, catalog }, ask: { person } }: PersonOperation,
  purpose: PurposeDef,
  { since, until }: { readonly since?: number; readonly until?: number },
  {
    held,
    purposes,
    uses,
  }: {
    readonly held: readonly ReportHeld[]
    readonly purposes: readonly ReportPurpose[]
    readonly uses: readonly RecordedUse[]
  },
): SubjectReport {
  const { name, version, digest } = policy
  const { controller } = catalog.document
  const { id, population, tenant } = person
  const made: SubjectReport = {
    format: 'purposebound/report/1',
    made: timeText(nowOf(engine)),
    person: {
      id: typeof id === 'bigint' ? String(id) : id,
      population,
      ...(tenant !== undefined && { tenant }),
    },
    purpose: purpose.name,
    policy: { name, version, digest },
    ...(controller && { controller: { name: controller.name, contact: controller.contact } }),
    ...(since !== undefined && { since: timeText(since) }),
    ...(until !== undefined && { until: timeText(until) }),
    held,
    purposes,
    used: usedOf(uses),
    provided: providedOf(uses),
    recipients: [...catalog.recipients.values()].map(
      ({ name: recipient, kind, declared: { title, country } }): ReportRecipient => ({
        recipient,
        kind,
        ...(title !== undefined && { title }),
        ...(country !== undefined && { country }),
      }),
    ),
  }
  return toJson(made) as SubjectReport
}

async function purposesOf(
  { engine, ask: { catalog, person } }: PersonOperation,
  resources: readonly ResourceDef[],
  purposes: readonly PurposeDef[],
): Promise<readonly ReportPurpose[]> {
  const state = await freshOf(engine, person)
  if (state === 'unavailable' || state === undefined || !isSound(state))
    throw new PurposeboundError('store_failed')
  const standing = standingOf(catalog, state, nowOf(engine)).purposes
  return purposes.map((purpose) => {
    const { name, clause, basis, retention } = purpose
    const { title: _, ...said } = standing[name] ?? { status: 'ConsentUnknown', title: name }
    const spoken = basis === 'consent' || said.objected || said.restricted
    return {
      purpose: name,
      title: catalog.document.purposes[name]?.title ?? name,
      ...(clause !== undefined && { clause }),
      basis,
      fields: resources.flatMap((resource) =>
        usedIn(resource, purpose).map((path) => `${resource.name}.${path}`),
      ),
      rights: rightsOf(purpose, catalog.document),
      ...(spoken && { consent: standing[name] as NonNullable<ReportPurpose['consent']> }),
      ...(retention && { retention: retention.text }),
    }
  })
}

/** The personal fields of a resource that a purpose uses. */
export function usedIn({ fields }: ResourceDef, { uses }: PurposeDef): readonly string[] {
  return fields
    .filter(({ class: kind, chain }) => kind === 'personal' && nearest(chain, uses))
    .map(({ path }) => path)
}

function isUsed(resource: ResourceDef, purpose: PurposeDef): boolean {
  return usedIn(resource, purpose).length > 0
}
