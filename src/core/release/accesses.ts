import { isPurposeboundError, PurposeboundError } from '../errors.js'
import { findUses, type Sought } from '../record/find.js'
import type { ReadableSink } from '../record/readable-sink.js'
import type { RecordedUse } from '../record/recorded-use.js'
import { submit } from './engine.js'
import { flush } from './flush.js'
import { assertPermitted, outcome, type PersonOperation, permit, standOf } from './person-operation.js'

type Span = Pick<Sought, 'since' | 'until'>

/** The sink that answers for the ledger. @throws PurposeboundError `config_invalid` */
export function ledgerOf({ ledger }: PersonOperation['engine']): ReadableSink {
  if (ledger) return ledger
  throw new PurposeboundError(
    'config_invalid',
    'no sink of `audit` can be read: the ledger needs one with `find`, such as a journal',
  )
}

/**
 * Decides, reads, decides again on what holds by then, records, and only then releases: nobody makes a sink work by
 * asking, and the record says what was true when the trail was given out.
 */
export async function readAccesses(
  operation: PersonOperation,
  sink: ReadableSink,
  span: Span,
  timeoutMs: number,
): Promise<readonly RecordedUse[]> {
  await assertPermitted(operation, await standOf(operation))
  const uses = await read(operation, span, timeoutMs, sink)
  const stand = await standOf(operation)
  await assertPermitted(operation, stand)
  await permit(operation, stand)
  return uses
}

/** What the sink tells; that it failed somebody who was permitted is recorded. */
async function read(
  { engine, snapshot, base, names }: PersonOperation,
  span: Span,
  timeoutMs: number,
  sink: ReadableSink,
): Promise<readonly RecordedUse[]> {
  try {
    if ('error' in names) throw names.error
    await flush(engine, sink)
    return await findUses(sink, { subjects: names.refs, ...span }, timeoutMs)
  } catch (error) {
    const code = isPurposeboundError(error) ? error.code : 'sink_failed'
    await submit(engine, snapshot, [outcome(base, 'error', code)])
    throw error
  }
}
