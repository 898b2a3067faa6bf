import { brand } from '../enforce/brand.js'
import type { Reason } from '../errors.js'
import { type Decided, entriesOfRows, entryOfRow } from '../record/decision-entries.js'
import type { Entry } from '../record/scribe.js'
import { submit } from './engine.js'
import { type Judged, judgeAll } from './judged.js'
import { consentOf, type Ground, groundFor, type Operation } from './operation.js'
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
  const { engine, snapshot, bound } = operation
  const opened = bound.openAll(rows)
  const found = groundFor(operation, opened)
  const ground = found instanceof Promise ? await found : found
  let judged: readonly Judged[] = judgeAll(operation, opened, ground, require)
  const done = submit(engine, snapshot, entriesOfMany(operation, judged, ground))
  if (done) await done
  if (engine.narrowed !== ground.narrowed) judged = await stillPermitted(operation, judged)
  return collect(operation, judged)
}

function entriesOfMany(
  { engine, base, bound }: Operation,
  judged: readonly Judged[],
  ground: Ground,
): Entry[] {
  const nested = bound.ask.resource.nested.size > 0
  const inner = nested ? judged.flatMap((each) => (each.view ? decidedInner(each.inner) : [])) : []
  return entriesOfRows(
    { ...base, ...consentOf(ground) },
    inner.length > 0 ? [...judged, ...inner] : judged,
    engine.pseudonyms,
  )
}

/** The records of one row, and of the rows nested in it. */
export function entriesOfOne({ engine, bound, base }: Operation, judged: Judged, ground: Ground): Entry[] {
  const common = { ...base, ...consentOf(ground) }
  const own = entryOfRow(
    common,
    judged,
    bound.plan.reader.idOf(judged.open),
    engine.pseudonyms,
  )
  return [own, ...(judged.view ? entriesOfRows(common, decidedInner(judged.inner), engine.pseudonyms) : [])]
}

/**
 * Asks again for consent that was narrowed between check and release. A row that would now be decided otherwise is not
 * released, and recorded as aborted: its view was made from values that are not read twice.
 */
export async function stillPermitted(operation: Operation, judged: readonly Judged[]): Promise<Judged[]> {
  const { engine, snapshot, bound, base } = operation
  const ground = await groundFor(
    operation,
    judged.map(({ open }) => open),
  )
  const again = judged.map((before): Judged => {
    if (!before.view) return before
    const { decision } = verdictNow(before)
    if (isSame(before)) return before
    const { view: _, ...rest } = before
    return { ...rest, reason: decision.reason ?? 'consent_withdrawn', rule: decision.rule ?? '' }
  })
  const lost = again.filter((after, index) => after !== judged[index])
  const code = lost[0]?.reason
  if (code)
    await submit(engine, snapshot, [
      { ...base, type: 'outcome', outcome: { status: 'aborted', rows: lost.length, code } },
    ])
  return again

  function verdictNow({ open }: Judged) {
    return bound.verdict(open, ground.now, ground.consents)
  }

  function isSame(before: Judged): boolean {
    const inner = snapshot.inner(bound.ask, before.open, ground.now, ground.consents)
    return verdictNow(before) === before.verdict && sameInner(inner, before.inner)
  }
}

function sameInner(a: readonly Inner[], b: readonly Inner[]): boolean {
  return (
    a.length === b.length &&
    a.every(
      (each, index) => each.verdict === b[index]?.verdict && sameInner(each.inner, b[index]?.inner ?? []),
    )
  )
}

/** Marks a view as released. */
export function release({ snapshot, bound }: Operation, { view, verdict }: Judged): object | undefined {
  if (view) brand.stamp(view, snapshot.shape(bound.ask, verdict).manifest)
  return view
}

function collect(operation: Operation, judged: readonly Judged[]): Released {
  const views: object[] = []
  const refused: Refused[] = []
  for (let index = 0; index < judged.length; index++) {
    const each = judged[index] as Judged
    const view = release(operation, each)
    if (view) views.push(view)
    else refused.push({ index, reason: each.reason ?? 'evaluation_error', rule: each.rule ?? '' })
  }
  return { views, refused }
}

function decidedInner(inner: readonly Inner[]): Decided[] {
  return inner.flatMap((each): Decided[] => {
    const { decision } = each.verdict
    const denied =
      decision.effect === 'deny'
        ? { reason: decision.reason ?? ('evaluation_error' as const), rule: decision.rule ?? '' }
        : {}
    return [{ ...each, ...denied }, ...decidedInner(each.inner)]
  })
}
