import { nodeAt } from '../catalog/path.js'
import type { Schema } from '../catalog/schema.js'
import { type OpenRow, peopleOf } from '../decide/open-row.js'
import { AccessDenied } from '../errors.js'
import { holdsOn } from './consult-holds.js'
import { checkFilled, refused, writtenOf } from './draft.js'
import { isFree } from './due-rows.js'
import { nowOf } from './engine.js'
import { parse, plain } from './input.js'
import type { Operation } from './operation.js'
import { changedBy, filledIn, withoutDefaults } from './patch.js'
import { checkOn, type Decided, decideOn, recorded } from './recorded-write.js'
import { isShownClear, isWrittenBack, sightOf } from './written-back.js'

/** Decides on a new row: the request first, then the schema on the input, then the row as it would be stored. */
export async function createRow(operation: Operation, input: unknown): Promise<object> {
  return recorded(operation, undefined, async () => {
    const { resource } = operation.bound.ask
    const draft = plain(resource, input)
    const written = writtenOf(resource, draft)
    requestPermits(operation)
    const row = await parse(schemaOf(operation), draft)
    const decided = await decideOn(operation, operation.bound.open(row), written)
    const filled = filledIn(resource, row, written)
    checkFilled(filled, decided.decision)
    return { rows: [decided], written: [...written, ...filled], result: row }
  })
}

/** Decides on a patch: the row as it is, and as it would be afterwards. */
export async function updateRow(operation: Operation, row: unknown, patch: unknown): Promise<object> {
  const open = operation.bound.open(row)
  return recorded(operation, open, async () => {
    const { bound } = operation
    const { resource } = bound.ask
    const draft = plain(resource, patch) as { readonly [key: string]: unknown }
    const named = writtenOf(resource, draft)
    requestPermits(operation)
    const before = await decideOn(operation, open, [])
    const sight = sightOf(operation, open, before.ground)
    const written = changedBy(bound, open, draft, named, (path) => isShownClear(sight, path))
    checkOn(operation, before, written)
    if (isWrittenBack(operation, sight, named)) throw refused(resource)
    const result = await parsePatch(operation, draft)
    const values = Object.fromEntries(bound.plan.reader.keys.map((key, index) => [key, open.values[index]]))
    const after = await decideOn(operation, bound.open({ ...values, ...result }), written)
    return { rows: [before, after], written, result }
  })
}

/** Decides on the removal of a row. */
export async function deleteRow(operation: Operation, row: unknown): Promise<void> {
  const open = operation.bound.open(row)
  await recorded(operation, open, async () => ({
    rows: [await decideFree(operation, open)],
    written: [],
    result: {},
  }))
}

/** What is under a legal hold is not deleted either; who cannot be asked about is held. */
async function decideFree(operation: Operation, open: OpenRow): Promise<Decided> {
  const decided = await decideOn(operation, open, [])
  const people = peopleOf(open)
  const holds = await holdsOn(operation.engine, people)
  if (!isFree(people, operation.bound.ask.resource, holds)) throw new AccessDenied('held', '')
  return decided
}

async function parsePatch(operation: Operation, draft: { readonly [key: string]: unknown }): Promise<object> {
  const { node } = operation.bound.ask.resource
  const { def } = schemaOf(operation)._zod
  const { shape } = def as unknown as { readonly shape: { readonly [key: string]: Schema } }
  const result: { [key: string]: unknown } = {}
  for (const key of Object.keys(draft))
    result[key] = withoutDefaults(
      nodeAt(node, key),
      await parse(shape[key] as Schema, draft[key], key),
      draft[key],
    )
  return result
}

function requestPermits({ engine, bound }: Operation): void {
  const { effect, reason = 'evaluation_error', rule = '' } = bound.request(nowOf(engine))
  if (effect === 'deny') throw new AccessDenied(reason, rule)
}

function schemaOf({ snapshot, bound }: Operation): Schema {
  return snapshot.policy.schemas[bound.ask.resource.name] as Schema
}
