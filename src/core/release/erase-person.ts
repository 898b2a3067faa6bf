<<<<<<<< HEAD:src/core/release/erase.ts
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
========
import { samePerson } from '../catalog/person.js'
import { pointer } from '../catalog/pointer.js'
import type { OpenRow } from '../decide/open-row.js'
import { isPurposeboundError } from '../errors.js'
import type { Entry } from '../record/scribe.js'
import { timeText } from '../record/scribe.js'
import { nowOf, submit } from './engine.js'
import { EraseIncomplete } from './erase-incomplete.js'
import { assertAbout } from './held.js'
import { assertGiven, type ErasingSource, erasingSources, tell } from './may-erase.js'
import { begin, type Operation } from './operation.js'
import {
  assertPermitted,
  beginPerson,
  denied,
  outcome,
  type PersonOperation,
  permit,
  standOf,
} from './person-operation.js'
import { decideOn } from './recorded-write.js'
import { fromSource } from './source.js'
import { type Asked, optionsOf, scopeOf, timeoutIn } from './subject-parts.js'

/** That everything asked for is gone: each source was asked again, and gave nothing. */
export interface Erasure {
  /** RFC 3339 UTC. */
  readonly at: string
  readonly erased: readonly { readonly resource: string; readonly rows: number }[]
}

/** The rows of one resource that go. */
interface Doomed extends ErasingSource {
  readonly operation: Operation
  readonly open: readonly OpenRow[]
}
>>>>>>>> dd5f4e8 (An erasure tells of each resource as it goes, and shares its word with the sweep):src/core/release/erase-person.ts

/**
 * `gate.erase`: of the rows given, hands what is due to the hook that erases it, page by page; what is needed, held or
 * not known is not handed on. Each page is recorded before, and what became of it after.
 */
<<<<<<<< HEAD:src/core/release/erase.ts
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
========
export async function erasePerson(asked: Asked, given: unknown): Promise<Erasure> {
  const options = optionsOf(given, ['resources', 'timeoutMs'])
  const timeoutMs = timeoutIn(options)
  const scope = scopeOf(asked, options)
  const { engine, person, intent } = asked
  const whole = await beginPerson(engine, person, intent, 'delete')
  const stand = await standOf(whole)
  await assertPermitted(whole, stand)
  await assertGiven(whole, scope)
  const doomed: Doomed[] = []
  for (const each of await erasingSources(whole, asked, scope))
    doomed.push(await doom(whole, each, asked, timeoutMs))
  await permit(whole, stand)
>>>>>>>> dd5f4e8 (An erasure tells of each resource as it goes, and shares its word with the sweep):src/core/release/erase-person.ts
  await submit(
    engine,
    snapshot,
    ended((rows) => ({ status: 'erased', rows })),
  )
<<<<<<<< HEAD:src/core/release/erase.ts
}

/** What a person asked for, where it is that and not what is due. */
function askedIn({ snapshot }: Engine, options: unknown, due: DueRows): AskedFor | undefined {
  const ref = partOf(options, 'person')
  const fields = fieldsAsked(partOf(options, 'fields'), due)
  if (ref === undefined) {
    if (fields) throw invalid('`fields` are those that a `person` asks for')
    return undefined
========
  const erased: Doomed[] = []
  for (const each of doomed) {
    if (!(await goes(each, asked, timeoutMs))) return stopped(whole, erased, each, doomed)
    erased.push(each)
    // one by one: a crash leaves at most one untold
    await tell(whole, [outcomeOf(whole, each, { status: 'erased', rows: each.open.length })])
  }
  return Object.freeze({
    at: timeText(nowOf(engine)),
    erased: Object.freeze(
      erased.map(({ name, open }) => Object.freeze({ resource: name, rows: open.length })),
    ),
  })
}

/** The rows of a resource, each of which may go. @throws AccessDenied; PurposeboundError `source_failed`; both recorded */
async function doom(
  whole: PersonOperation,
  { name, source }: ErasingSource,
  asked: Asked,
  timeoutMs: number,
): Promise<Doomed> {
  const { engine, person, intent } = asked
  try {
    const rows = await fromSource(name, source.of(person), timeoutMs)
    const operation = await begin(engine, intent, name, 'delete')
    const open = rows.map((row) => operation.bound.open(row))
    for (const each of open) {
      assertAbout(name, each, person)
      await assertMayGo(whole, operation, each, asked)
    }
    return { name, source, operation, open }
  } catch (error) {
    if (isPurposeboundError(error) && error.code === 'source_failed')
      await tell(whole, [outcome({ ...whole.base, resource: { type: name } }, 'error', error.code)])
    throw error
  }
}

/** @throws AccessDenied, recorded */
async function assertMayGo(
  whole: PersonOperation,
  operation: Operation,
  open: OpenRow,
  { person }: Asked,
): Promise<void> {
  const { name } = operation.bound.ask.resource
  const about = { ...whole, base: entryOf(whole, name) }
  if (open.people.some((each) => !samePerson(each, person)))
    await denied(about, {
      reason: 'right_not_given',
      rule: pointer('resources', name, 'subject'),
      detail: 'a row that is about others is not for one of them to erase (GDPR Art. 17, recital 63)',
    })
  try {
    await decideOn(operation, open, [])
  } catch (error) {
    const { reason = 'evaluation_error', rule = '' } = isPurposeboundError(error) ? error : {}
    await denied(about, { reason, rule })
>>>>>>>> dd5f4e8 (An erasure tells of each resource as it goes, and shares its word with the sweep):src/core/release/erase-person.ts
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

<<<<<<<< HEAD:src/core/release/erase.ts
function invalid(detail: string): PurposeboundError {
  return new PurposeboundError('input_invalid', detail)
========
async function stopped(
  whole: PersonOperation,
  erased: readonly Doomed[],
  failed: Doomed,
  doomed: readonly Doomed[],
): Promise<never> {
  const left = doomed.slice(erased.length + 1)
  await tell(whole, [
    outcomeOf(whole, failed, { status: 'error', rows: 0, code: 'source_failed' }),
    ...left.map((each) => outcomeOf(whole, each, { status: 'aborted', rows: 0, code: 'erase_incomplete' })),
  ])
  throw new EraseIncomplete(
    erased.map(({ name }) => name),
    failed.name,
    left.map(({ name }) => name),
  )
}

function entryOf({ base }: PersonOperation, name: string): Entry {
  return { ...base, resource: { type: name } }
}

function outcomeOf(whole: PersonOperation, { name }: Doomed, became: NonNullable<Entry['outcome']>): Entry {
  return { ...entryOf(whole, name), type: 'outcome', outcome: became }
>>>>>>>> dd5f4e8 (An erasure tells of each resource as it goes, and shares its word with the sweep):src/core/release/erase-person.ts
}
