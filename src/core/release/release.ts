import { idAt } from '../decide/open-row.js'
import { openRows } from '../decide/open-rows.js'
import { type OpenRows, shownOf } from '../decide/rows.js'
import type { Reason } from '../errors.js'
import { entryOfRow, type Refusal, VerdictClasses } from '../record/decision-entries.js'
import type { Entry } from '../record/scribe.js'
import { submit } from './engine.js'
import { because, innerOf, type Judged, judge } from './judged.js'
import { consentOf, type Ground, groundFor, type Operation } from './operation.js'
import { asProvisions } from './provision.js'
import type { Inner } from './snapshot.js'

/** A row of a list that is not released, and why. */
export interface Refused {
  /** Its place in the list. */
  readonly index: number
  readonly reason: Reason
  /** RFC 6901 pointer into the policy document. */
  readonly rule: string
}

/** What a list becomes: views in input order, and each row that is not among them. */
export interface Released {
  readonly views: readonly object[]
  readonly refused: readonly Refused[]
}

/**
 * The flow of every list: open, look up consent once, decide, shape, record, and only then release.
 *
 * Rows whose consent was narrowed meanwhile are decided again before they leave.
 */
export async function releaseRows(
  operation: Operation,
  rows: readonly unknown[],
  require: readonly string[] = [],
): Promise<Released> {
  return releaseOpened(operation, openRows(operation.bound, rows), require)
}

/** The same for rows that were opened already. */
export async function releaseOpened(
  operation: Operation,
  opened: OpenRows,
  require: readonly string[] = [],
): Promise<Released> {
  const { engine, snapshot } = operation
  const found = groundFor(operation, opened.people)
  const ground = found instanceof Promise ? await found : found
  const judged = judge(operation, opened, ground, require)
  const done = submit(engine, snapshot, entriesOfMany(operation, judged, ground), operation)
  if (done) await done
  if (engine.narrowed === ground.narrowed) return collect(judged)
  return collect(await stillPermitted(operation, judged, ground))
}

function entriesOfMany({ engine, bound, base }: Operation, judged: Judged, ground: Ground): Entry[] {
  const { rows, verdicts, refusals } = judged
  const { resource } = bound.ask
  const classes = new VerdictClasses()
  for (let i = 0; i < rows.length; i++) {
    const verdict = verdicts[i] as Judged['verdicts'][number]
    const refusal = refusals[i]
    classes.add(resource, verdict, refusal, refusal ? undefined : rows.shown(i, verdict), rows, i)
  }
  judged.inner.forEach((inner, i) => {
    if (judged.views[i]) addInner(classes, inner)
  })
  const entries = classes.entries({ ...base, ...consentOf(ground) }, engine.pseudonyms)
  return bound.ask.recipient ? asProvisions(entries, bound.ask, ground.now) : entries
}

/** The records of a single row, and of the rows nested in it. */
export function entriesOfOne({ engine, bound, base }: Operation, judged: Judged, ground: Ground): Entry[] {
  const { resource } = bound.ask
  const common: Entry = Object.assign({}, base, consentOf(ground))
  const open = judged.rows.at(0)
  const row = {
    resource,
    open,
    verdict: judged.verdicts[0] as Judged['verdicts'][number],
    refusal: judged.refusals[0],
  }
  const own = entryOfRow(common, row, idAt(bound.plan.reader.id, open), engine.pseudonyms)
  if (!judged.views[0]) return [own]
  const classes = new VerdictClasses()
  addInner(classes, judged.inner[0] ?? [])
  return [own, ...classes.entries(common, engine.pseudonyms)]
}

function addInner(classes: VerdictClasses, rows: readonly Inner[]): void {
  for (const { resource, open, verdict, inner } of rows) {
    const denied = verdict.decision.effect === 'deny'
    classes.add(
      resource,
      verdict,
      denied ? because(verdict.decision) : undefined,
      denied ? undefined : shownOf(resource, open, verdict),
      { at: () => open },
    )
    addInner(classes, inner)
  }
}

/** Asks again for as long as consent was narrowed between check and release: also while it was being asked. */
export async function stillPermitted(
  operation: Operation,
  judged: Judged,
  { narrowed }: Ground,
): Promise<Judged> {
  let still = judged
  for (let seen = narrowed; operation.engine.narrowed !== seen; ) {
    const ground = await groundFor(operation, judged.rows.people)
    seen = ground.narrowed
    still = await recheck(operation, still, ground)
  }
  return still
}

/**
 * A row that would now be decided otherwise is not released, and recorded as aborted: its view was made from values
 * that are not read twice.
 */
async function recheck(operation: Operation, judged: Judged, ground: Ground): Promise<Judged> {
  const { engine, snapshot, base } = operation
  const { rows, verdicts } = judged
  const views = [...judged.views]
  const refusals = [...judged.refusals]
  const lost: Refusal[] = []
  for (let i = 0; i < rows.length; i++) {
    if (!views[i]) continue
    const verdict = rows.verdict(i, ground.now, ground.consents)
    if (verdict === verdicts[i] && sameInner(innerOf(operation, rows, i, ground), judged.inner[i] ?? []))
      continue
    const refusal = because({ reason: 'consent_withdrawn', ...verdict.decision })
    views[i] = undefined
    refusals[i] = refusal
    lost.push(refusal)
  }
  const [first] = lost
  if (first)
    await submit(engine, snapshot, [
      { ...base, type: 'outcome', outcome: { status: 'aborted', rows: lost.length, code: first.reason } },
    ])
  return { ...judged, views, refusals }
}

function sameInner(a: readonly Inner[], b: readonly Inner[]): boolean {
  return (
    a.length === b.length &&
    a.every(
      (each, index) => each.verdict === b[index]?.verdict && sameInner(each.inner, b[index]?.inner ?? []),
    )
  )
}

/** Lets the views go. */
export function collect({ rows, views, refusals }: Judged): Released {
  const released: object[] = []
  const refused: Refused[] = []
  for (let index = 0; index < rows.length; index++) {
    const view = views[index]
    if (view) {
      released.push(view)
    } else {
      const { reason, rule } = refusals[index] ?? because({})
      refused.push({ index, reason, rule })
    }
  }
  return { views: released, refused }
}
