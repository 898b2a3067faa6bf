import { segments } from '../catalog/path.js'
import { samePerson } from '../catalog/person.js'
import { pointer } from '../catalog/pointer.js'
import { idAt, type OpenRow } from '../decide/open-row.js'
import { AccessDenied, PurposeboundError, type Reason } from '../errors.js'
import { nowOf, submit } from './engine.js'
import { assertAbout } from './held.js'
import { begin, type Operation } from './operation.js'
import { fromSource } from './source.js'
import { type Asked, invalid, optionsOf, timeoutIn } from './subject-parts.js'
import { updateRow } from './write.js'

/**
 * Corrects one row of the person: decided, checked and recorded as every update is, then written by the source.
 *
 * @returns what was written, frozen
 */
export async function correct(
  { engine, person, intent, sources }: Asked,
  resource: unknown,
  patch: unknown,
  given: unknown,
): Promise<object> {
  const options = optionsOf(given, ['id', 'timeoutMs'])
  const timeoutMs = timeoutIn(options)
  const name = typeof resource === 'string' ? resource : ''
  if (!engine.snapshot.catalog.resources.has(name)) throw invalid('`correct` names a resource of the policy')
  const operation = await begin(engine, intent, name, 'update')
  const { purpose } = operation.bound.ask
  if (purpose.pseudonymous)
    await refuse(operation, 'pseudonymous', pointer('purposes', purpose.name, 'pseudonymous'))
  // no source is asked for whom no row could be corrected
  if (operation.bound.request(nowOf(engine)).effect === 'deny') return updateRow(operation, undefined, patch)
  const source = sources.get(name)
  if (!source?.correct) {
    await failed(operation, 'source_missing')
    throw new PurposeboundError('source_missing', `\`${name}\` has no source that can \`correct\``)
  }
  const rows = await fromSource(name, source.of(person), timeoutMs).catch(async (error: unknown) => {
    await failed(operation, 'source_failed')
    throw error
  })
  const found = rows
    .map((row) => ({ row, open: operation.bound.open(row) }))
    .filter(({ open }) => 'id' in options === false || idOf(operation, open) === options['id'])
  for (const { open } of found) assertAbout(name, open, person)
  if (found.length > 1) throw invalid('the person has several rows there: say `{ id }` of the one')
  const [one] = found
  if (one && !isTheirs(operation, one.open, patch))
    await refuse(operation, 'input_invalid', '', 'the patch is about somebody else as well')
  const result = await updateRow(operation, one?.row, patch)
  try {
    await fromSource(name, source.correct(person, result, one?.row as object), timeoutMs)
  } catch (error) {
    await failed(operation, 'source_failed')
    throw error
  }
  return Object.freeze(result)

  /** The row is about the person, or else nothing in the patch is about anybody but them. */
  function isTheirs({ bound }: Operation, { people, parts }: OpenRow, change: unknown): boolean {
    const keys = Object.keys(Object(change))
    const mine = (all: OpenRow['people'] | string | undefined) =>
      typeof all === 'object' && all.length > 0 && all.every((each) => samePerson(each, person))
    return bound.ask.resource.fields
      .filter(({ path }) => keys.includes(segments(path)[0] as string))
      .every(({ part }) =>
        part === undefined ? people.some((each) => samePerson(each, person)) : mine(parts[part]),
      )
  }

  async function failed({ base, snapshot }: Operation, code: string): Promise<void> {
    await submit(engine, snapshot, [
      { ...base, resource: { type: name }, type: 'outcome', outcome: { status: 'error', rows: 0, code } },
    ])
  }

  async function refuse(
    { base, snapshot }: Operation,
    reason: Reason,
    rule: string,
    detail?: string,
  ): Promise<never> {
    const rules = rule === '' ? [] : [rule]
    await submit(engine, snapshot, [{ ...base, resource: { type: name }, effect: 'deny', reason, rules }])
    throw new AccessDenied(reason, rule, detail)
  }
}

function idOf({ bound }: Operation, open: OpenRow): unknown {
  return idAt(bound.plan.reader.id, open)
}
