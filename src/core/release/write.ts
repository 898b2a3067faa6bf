import type { Schema } from '../catalog/schema.js'
import { decideOpen, principals } from '../decide/decide.js'
import { idAt, type OpenRow, peopleOf } from '../decide/open-row.js'
import { askRow } from '../decide/question.js'
import { AccessDenied, isPurposeboundError, type Reason } from '../errors.js'
import { recordPerson } from '../record/entry.js'
import { checkWritten, refused, type Written, writtenOf } from './draft.js'
import { nowOf, submit } from './engine.js'
import { parse, plain } from './input.js'
import { consentOf, type Ground, groundFor, type Operation } from './operation.js'
import { isWrittenBack } from './written-back.js'

/** A write that was decided and may be recorded. */
interface Decided {
  readonly open: OpenRow
  readonly ground: Ground
}

/** Decides on a new row: the request first, then the schema on the input, then the row as it would be stored. */
export async function createRow(operation: Operation, input: unknown): Promise<object> {
  return recorded(operation, undefined, async () => {
    const { resource } = operation.bound.ask
    const draft = plain(resource, input)
    const written = writtenOf(resource, draft)
    requestPermits(operation)
    const row = await parse(schemaOf(operation), draft)
    const decided = await decideOn(operation, operation.bound.open(row), written)
    return { ...decided, written, result: row }
  })
}

/** Decides on a patch: the row as it is, and as it would be afterwards. */
export async function updateRow(operation: Operation, row: unknown, patch: unknown): Promise<object> {
  const open = operation.bound.open(row)
  return recorded(operation, open, async () => {
    const { bound } = operation
    const { resource } = bound.ask
    const draft = plain(resource, patch) as { readonly [key: string]: unknown }
    const written = writtenOf(resource, draft)
    requestPermits(operation)
    const shape = (
      schemaOf(operation)._zod.def as unknown as { readonly shape: { readonly [key: string]: Schema } }
    ).shape
    const result: { [key: string]: unknown } = {}
    for (const key of Object.keys(draft)) result[key] = await parse(shape[key] as Schema, draft[key], key)
    const decided = await decideOn(operation, open, written)
    if (isWrittenBack(operation, open, decided.ground, written)) throw refused(resource)
    const before = Object.fromEntries(bound.plan.reader.keys.map((key, index) => [key, open.values[index]]))
    const merged = bound.open({ ...before, ...result })
    await decideOn(operation, merged, written)
    return { ...decided, written, result }
  })
}

/** Decides on the removal of a row. */
export async function deleteRow(operation: Operation, row: unknown): Promise<void> {
  const open = operation.bound.open(row)
  await recorded(operation, open, async () => ({
    ...(await decideOn(operation, open, [])),
    written: [],
    result: {},
  }))
}

/** Records a write, or why it is denied, before it may be carried out. */
async function recorded(
  operation: Operation,
  before: OpenRow | undefined,
  work: () => Promise<Decided & { readonly written: readonly Written[]; readonly result: object }>,
): Promise<object> {
  const { engine, snapshot, bound, base } = operation
  const { resource } = bound.ask
  try {
    const { open, ground, written, result } = await work()
    const fields = {
      clear: [...new Set(written.map(({ field }) => field.path))].sort(),
      masked: [],
      hidden: [],
    }
    const grants = principals(bound.ask).flatMap((ask) =>
      askRow(ask, open, ground.now, ground.consents).effective.map((grant) => grant.rule),
    )
    await submit(engine, snapshot, [
      {
        ...base,
        ...consentOf(ground),
        ...about(open),
        effect: 'permit',
        rules: [...new Set(grants)].sort(),
        fields,
      },
    ])
    if (engine.narrowed !== ground.narrowed) await decideOn(operation, open, written)
    return result
  } catch (error) {
    const known = isPurposeboundError(error) ? error : new AccessDenied('evaluation_error', '')
    const reason: Reason =
      known.reason ?? (known.code === 'input_invalid' ? 'input_invalid' : 'evaluation_error')
    if (reason !== 'audit_unavailable') {
      await submit(engine, snapshot, [
        {
          ...base,
          ...(before ? about(before) : { resource: { type: resource.name } }),
          effect: 'deny',
          reason,
          rules: known.rule ? [known.rule] : [],
        },
      ])
    }
    throw known
  }

  function about(open: OpenRow) {
    const id = idAt(bound.plan.reader.id, open)
    const refs =
      id === undefined ? undefined : [engine.pseudonyms.ref(id, `row:${resource.name}`, open.tenant)]
    const people = open.people.map((person) => recordPerson(person, engine.pseudonyms))
    return {
      resource: { type: resource.name, ...(refs && { refs }) },
      ...(people.length > 0 && { subjects: { refs: people } }),
    }
  }
}

/** @throws AccessDenied */
async function decideOn(operation: Operation, open: OpenRow, written: readonly Written[]): Promise<Decided> {
  const { ask } = operation.bound
  const ground = await groundFor(operation, peopleOf(open))
  const decision = decideOpen(ask, open, ground.now, ground.consents)
  if (decision.effect === 'deny' || !ground.consents)
    throw new AccessDenied(decision.reason ?? 'evaluation_error', decision.rule ?? '')
  checkWritten(
    written,
    principals(ask).map((each) => askRow(each, open, ground.now, ground.consents)),
    decision,
  )
  return { open, ground }
}

function requestPermits({ engine, bound }: Operation): void {
  const { effect, reason = 'evaluation_error', rule = '' } = bound.request(nowOf(engine))
  if (effect === 'deny') throw new AccessDenied(reason, rule)
}

function schemaOf({ snapshot, bound }: Operation): Schema {
  return snapshot.policy.schemas[bound.ask.resource.name] as Schema
}
