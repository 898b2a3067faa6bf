import { samePerson } from '../catalog/person.js'
import { pointer } from '../catalog/pointer.js'
import type { OpenRow } from '../decide/open-row.js'
import { AccessDenied, isPurposeboundError } from '../errors.js'
import type { Entry } from '../record/scribe.js'
import { timeText } from '../record/scribe.js'
import { nowOf, submit } from './engine.js'
import { EraseIncomplete } from './erase-incomplete.js'
import { assertAbout } from './held.js'
import { assertFree, assertGiven, type ErasingSource, erasingSources, heldIn, tell } from './may-erase.js'
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

/**
 * Erases what is held about the person: decided for the person and for every row, by a right that every purpose gives
 * which uses it, and recorded, before the first row goes. What stops half-way is never said to be done.
 */
export async function erasePerson(asked: Asked, given: unknown): Promise<Erasure> {
  const options = optionsOf(given, ['resources', 'timeoutMs'])
  const timeoutMs = timeoutIn(options)
  const scope = scopeOf(asked, options)
  const { engine, person, intent } = asked
  const whole = await beginPerson(engine, person, intent, 'delete')
  const stand = await standOf(whole)
  await assertPermitted(whole, stand)
  await assertGiven(whole, scope)
  await assertFree(whole, scope)
  const doomed: Doomed[] = []
  for (const each of await erasingSources(whole, asked, scope))
    doomed.push(await doom(whole, each, asked, timeoutMs))
  await permit(whole, stand)
  await submit(
    engine,
    whole.snapshot,
    doomed.map(({ name }) => ({ ...entryOf(whole, name), effect: 'permit' as const })),
  )
  // once more: a hold may have been placed while sources were asked
  if (await heldIn(whole, scope)) {
    await tell(
      whole,
      doomed.map((each) => outcomeOf(whole, each, { status: 'aborted', rows: 0, code: 'held' })),
    )
    throw new AccessDenied('held', '')
  }
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
  }
}

/** Whether a source erased what it had: nothing is left when it is asked again. */
async function goes({ name, source }: Doomed, { person }: Asked, timeoutMs: number): Promise<boolean> {
  try {
    await fromSource(name, source.erase(person), timeoutMs)
    return (await fromSource(name, source.of(person), timeoutMs)).length === 0
  } catch {
    return false
  }
}

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
}
