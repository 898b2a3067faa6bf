import { after, mono, within } from '../clock.js'
import { isPurposeboundError, PurposeboundError } from '../errors.js'
import type { ReadableSink } from './readable-sink.js'
import { RecordReader } from './record-reader.js'
import type { RecordedUse } from './recorded-use.js'
import type { LedgerQuery } from './sink.js'

/** What a reader of the ledger wants, with the times in milliseconds. */
export interface Sought {
  readonly subjects: readonly string[]
  readonly since?: number
  readonly until?: number
}

/** More uses than anybody reads; and what a sink that never ends is stopped at. */
const MOST_USES = 1_000_000
const MOST_RECORDS = 1_000_000_000
/** After so many records others get their turn. */
const TURN = 4096

/**
 * The uses that a sink has on record, oldest first, each once.
 *
 * A sink is a stranger: what it gives beside the question is left out; what cannot be read, is no record or does not
 * come within `timeoutMs` is a failure, since a ledger with holes is none.
 *
 * @throws PurposeboundError `sink_failed`, with no word of what the sink threw
 */
export async function findUses(
  sink: ReadableSink,
  { subjects, since, until }: Sought,
  timeoutMs: number,
): Promise<readonly RecordedUse[]> {
  const text = (ms: number): string => new Date(ms).toISOString()
  const query: LedgerQuery = Object.freeze({
    subjects: Object.freeze([...subjects]),
    ...(since !== undefined && { since: text(since) }),
    ...(until !== undefined && { until: text(until) }),
  })
  const wanted = new Set(subjects)
  const found = new Map<string, { readonly use: RecordedUse; readonly time: number }>()
  const take = (record: unknown): void => {
    const reader = new RecordReader(record)
    if (since !== undefined && reader.time < since) return
    if (until !== undefined && reader.time >= until) return
    if (!reader.people().some((ref) => wanted.has(ref))) return
    const use = reader.use()
    if (!use || found.has(use.id)) return
    if (found.size === MOST_USES) throw failed('more than a million uses: ask for a shorter time')
    found.set(use.id, { use, time: reader.time })
  }
  try {
    await each(sink, query, timeoutMs, take)
  } catch (error) {
    // what a stranger throws may hold data
    throw isPurposeboundError(error) && OURS.has(error) ? error : failed('it could not be read')
  }
  return Object.freeze([...found.values()].sort((a, b) => a.time - b.time).map(({ use }) => use))
}

async function each(
  sink: ReadableSink,
  query: LedgerQuery,
  timeoutMs: number,
  take: (record: unknown) => void,
): Promise<void> {
  const end = mono() + timeoutMs * 1000
  const records = sink.find(query)[Symbol.asyncIterator]()
  let done = false
  try {
    for (let count = 0; !done; count++) {
      // one that always has a next record at hand lets no timer fire
      const left = (end - mono()) / 1000
      if (left <= 0 || count > MOST_RECORDS) throw late()
      if (count % TURN === TURN - 1) await new Promise<void>((turn) => after(0, turn))
      const next: unknown = await within(Promise.resolve(records.next()), left, late)
      if (typeof next !== 'object' || next === null) throw new TypeError('no iterator')
      const result = next as IteratorResult<unknown>
      done = result.done === true
      if (!done) take(result.value)
    }
  } finally {
    if (!done) leave(records)
  }
}

/** Nobody waits for a stranger to clean up. */
function leave(records: AsyncIterator<unknown>): void {
  try {
    Promise.resolve(records.return?.()).catch(() => {})
  } catch {
    // nor hears of its failure
  }
}

/** The errors that were made here: another copy of this library may throw through a sink as well. */
const OURS = new WeakSet<object>()

function failed(detail: string): PurposeboundError {
  const error = new PurposeboundError('sink_failed', detail)
  OURS.add(error)
  return error
}

function late(): PurposeboundError {
  return failed('it took too long')
}
