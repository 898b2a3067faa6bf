import { resolveActor } from '../decide/actor.js'
import { peopleOf } from '../decide/open-row.js'
import { readOwn } from '../decide/own.js'
import { AccessDenied, PurposeboundError } from '../errors.js'
import { recordActor } from '../record/entry.js'
import { type Entry, said } from '../record/scribe.js'
import { type AskedFor, askedPage, fieldsAsked } from './asked-rows.js'
import { toSubject } from './consent-event.js'
import { type DueItem, DueRows } from './due-rows.js'
import { assertOpen, type Engine, nowOf, submit } from './engine.js'
import { erasureEntries } from './erasure-entries.js'
import { readOptions } from './options.js'
import { pagesOf, sourceOf } from './stream.js'
import { resourceOf } from './sweep.js'
import type { Erased, Erasing } from './sweep-contract.js'

type Run = (page: readonly Erasing[]) => unknown

/**
 * `gate.erase`: of the rows given, hands what is due to the hook that erases it, page by page; what is needed, held or
 * not known is not handed on. Each page is recorded before, and what became of it after.
 */
export function createErase(engine: Engine) {
  return async (
    name: unknown,
    rows: AsyncIterable<unknown> | Iterable<unknown>,
    options: unknown,
  ): Promise<Erased> => {
    assertOpen(engine)
    const { snapshot } = engine
    const resource = resourceOf(engine, name)
    const { run, size, about } = read(options)
    const base: Entry = { type: 'decision', ...about, action: 'delete', resource: { type: resource.name } }
    const actor = resolveActor(partOf(options, 'actor'))
    if (typeof actor === 'string') {
      await submit(engine, snapshot, [{ ...base, effect: 'deny', reason: actor }])
      throw new AccessDenied(actor, '')
    }
    const { roles } = snapshot.catalog
    const by = recordActor(actor, (role) => roles.has(role), engine.pseudonyms)
    const due = new DueRows(engine, snapshot, resource)
    const asked = askedIn(engine, options, due)
    const total = { rows: 0, whole: 0, held: 0, unknown: 0 }
    for await (const page of pagesOf(sourceOf(rows), size)) {
      const now = nowOf(engine)
      if (Number.isNaN(now)) throw new AccessDenied('evaluation_error', '')
      const { items, held, unknown } = asked
        ? await askedPage(due, resource, asked, page)
        : await due.page(page, 0, now)
      const because = asked ? 'requested' : 'expired'
      if (items.length > 0) await erasePage(engine, { ...base, actor: by }, because, due, items, run)
      total.rows += items.length
      total.whole += items.filter(({ whole }) => whole).length
      total.held += held
      total.unknown += unknown
    }
    return Object.freeze(total)
  }
}

/** Records, asks for holds once more, erases, records what became of it. @throws whatever the hook throws */
async function erasePage(
  engine: Engine,
  base: Entry,
  because: 'expired' | 'requested',
  due: DueRows,
  items: readonly DueItem[],
  run: Run,
): Promise<void> {
  const { snapshot, pseudonyms } = engine
  const entries = erasureEntries(base, because, items, (item) => peopleOf(item.open), pseudonyms)
  const ended = (outcome: (rows: number) => NonNullable<Entry['outcome']>): Entry[] =>
    entries.map(({ effect: _, ...entry }) => ({
      ...entry,
      type: 'outcome',
      outcome: outcome(entry.erasure?.rows ?? 0),
    }))
  await submit(engine, snapshot, entries)
  if ((await due.unheld(items)).length < items.length) {
    await submit(
      engine,
      snapshot,
      ended(() => ({ status: 'aborted', rows: 0, code: 'held' })),
    )
    throw new AccessDenied('held', '')
  }
  try {
    await run(items.map(({ row, fields, whole }) => ({ row, fields: fields.map(({ path }) => path), whole })))
  } catch (error) {
    // what the hook had done by then nobody knows: none of it is said to be erased
    const failed = ended(() => ({ status: 'error', rows: 0, code: 'run_failed' }))
    await (async () => submit(engine, snapshot, failed))().catch(() => {})
    throw error
  }
  await submit(
    engine,
    snapshot,
    ended((rows) => ({ status: 'erased', rows })),
  )
}

/** What a person asked for, where it is that and not what is due. */
function askedIn({ snapshot }: Engine, options: unknown, due: DueRows): AskedFor | undefined {
  const ref = partOf(options, 'person')
  const fields = fieldsAsked(partOf(options, 'fields'), due)
  if (ref === undefined) {
    if (fields) throw invalid('`fields` are those that a `person` asks for')
    return undefined
  }
  return { person: toSubject(snapshot.catalog, ref), ...(fields && { fields }) }
}

function read(options: unknown) {
  const [run, size, justification, request] = ['run', 'size', 'justification', 'request'].map((key) =>
    partOf(options, key),
  )
  if (typeof run !== 'function') throw invalid('`run` is a function that erases a page of rows')
  const { size: checked } = readOptions(size === undefined ? undefined : { size })
  return { run: run as Run, size: checked, about: said({ justification, request }) }
}

function partOf(given: unknown, key: string): unknown {
  try {
    return readOwn(Object(given), key)
  } catch {
    throw invalid(`\`${key}\` cannot be read`)
  }
}

function invalid(detail: string): PurposeboundError {
  return new PurposeboundError('input_invalid', detail)
}
