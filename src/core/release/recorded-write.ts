import { decideOpen, principals } from '../decide/decide.js'
import type { Decision } from '../decide/decision.js'
import { idAt, type OpenRow, peopleOf } from '../decide/open-row.js'
import { askRow } from '../decide/question.js'
import { AccessDenied, isPurposeboundError, type Reason } from '../errors.js'
import { recordPerson } from '../record/entry.js'
import type { Entry } from '../record/scribe.js'
import { checkWritten, type Written } from './draft.js'
import { submit } from './engine.js'
import { consentOf, type Ground, groundFor, type Operation } from './operation.js'

/** A row as it is, or as it would be, and the decision to write to it. */
export interface Decided {
  readonly open: OpenRow
  readonly ground: Ground
  readonly decision: Decision
}

/** A write that was decided on all of `rows` and may be recorded. */
export interface Work {
  readonly rows: readonly [Decided, ...Decided[]]
  readonly written: readonly Written[]
  readonly result: object
}

/** Records a write, or why it is denied, before it may be carried out. */
export async function recorded(
  operation: Operation,
  before: OpenRow | undefined,
  work: () => Promise<Work>,
): Promise<object> {
  const { engine, snapshot, base, bound } = operation
  const done = await work().catch(async (error: unknown) => {
    const { known, reason } = reasonOf(error)
    await submit(engine, snapshot, [
      {
        ...base,
        ...(before ? aboutRow(operation, before) : { resource: { type: bound.ask.resource.name } }),
        effect: 'deny',
        reason,
        rules: known.rule ? [known.rule] : [],
      },
    ])
    throw known
  })
  await submit(engine, snapshot, [permit(operation, done)])
  await assertStillPermitted(operation, done)
  return done.result
}

function permit(operation: Operation, { rows: [{ open, ground }], written }: Work): Entry {
  const { bound, base } = operation
  const grants = principals(bound.ask).flatMap((ask) =>
    askRow(ask, open, ground.now, ground.consents).effective.map((grant) => grant.rule),
  )
  return {
    ...base,
    ...consentOf(ground),
    ...aboutRow(operation, open),
    effect: 'permit',
    rules: [...new Set(grants)].sort(),
    fields: { clear: [...new Set(written.map(({ field }) => field.path))].sort(), masked: [], hidden: [] },
  }
}

/** Decides again for as long as consent was narrowed meanwhile; what is denied now is recorded as aborted. */
async function assertStillPermitted(operation: Operation, { rows, written }: Work): Promise<void> {
  const { engine, snapshot, base } = operation
  try {
    for (let { narrowed } = rows[0].ground; engine.narrowed !== narrowed; ) {
      narrowed = engine.narrowed
      for (const { open } of rows) await decideOn(operation, open, written)
    }
  } catch (error) {
    const { known, reason } = reasonOf(error)
    const outcome = { status: 'aborted', rows: 1, code: reason } as const
    await submit(engine, snapshot, [
      { ...base, ...aboutRow(operation, rows[0].open), type: 'outcome', outcome },
    ])
    throw known
  }
}

/** @throws AccessDenied */
export async function decideOn(
  operation: Operation,
  open: OpenRow,
  written: readonly Written[],
): Promise<Decided> {
  const ground = await groundFor(operation, peopleOf(open))
  if (Number.isNaN(ground.now)) throw new AccessDenied('evaluation_error', '')
  const decision = decideOpen(operation.bound.ask, open, ground.now, ground.consents)
  if (decision.effect === 'deny' || !ground.consents)
    throw new AccessDenied(decision.reason ?? 'evaluation_error', decision.rule ?? '')
  const decided = { open, ground, decision }
  checkOn(operation, decided, written)
  return decided
}

/** @throws AccessDenied */
export function checkOn(
  { bound }: Operation,
  { open, ground, decision }: Decided,
  written: readonly Written[],
): void {
  const asked = principals(bound.ask).map((ask) => askRow(ask, open, ground.now, ground.consents))
  checkWritten(written, asked, decision)
}

function aboutRow(
  { engine: { pseudonyms }, bound }: Operation,
  open: OpenRow,
): Pick<Entry, 'resource' | 'subjects'> {
  const { name } = bound.ask.resource
  const id = idAt(bound.plan.reader.id, open)
  const refs = id === undefined ? undefined : [pseudonyms.ref(id, `row:${name}`, open.tenant)]
  const people = open.people.map((person) => recordPerson(person, pseudonyms))
  return {
    resource: { type: name, ...(refs && { refs }) },
    ...(people.length > 0 && { subjects: { refs: people } }),
  }
}

function reasonOf(error: unknown) {
  const known = isPurposeboundError(error) ? error : new AccessDenied('evaluation_error', '')
  const reason: Reason =
    known.reason ?? (known.code === 'input_invalid' ? 'input_invalid' : 'evaluation_error')
  return { known, reason }
}
