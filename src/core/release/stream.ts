import { isPurposeboundError, PurposeboundError } from '../errors.js'
import { submit } from './engine.js'
import type { Operation } from './operation.js'
import { readOptions } from './options.js'
import { type Released, releaseRows } from './release.js'
import { httpOf, noteRows } from './trail.js'

/**
 * Pages of views in constant memory, consent asked for anew for each page; ends with a record of the totals.
 *
 * A consumer that stops early is recorded as `aborted`, a source or a sink that fails as `error`.
 */
export async function* streamRows(
  begin: () => Promise<Operation>,
  rows: AsyncIterable<unknown> | Iterable<unknown>,
  options: unknown,
): AsyncGenerator<Released> {
  const { size, require } = readOptions(options)
  const source = sourceOf(rows)
  const operation = await begin()
  let released = 0
  let status: 'released' | 'aborted' | 'error' = 'aborted'
  let code: string | undefined
  try {
    for await (const page of pagesOf(source, size)) {
      const shown = await releaseRows(operation, page, require)
      released += shown.views.length
      noteRows(operation.trail, shown.views.length)
      yield shown
    }
    status = 'released'
  } catch (error) {
    status = 'error'
    code = isPurposeboundError(error) ? (error.reason ?? error.code) : 'source_failed'
    throw error
  } finally {
    const { engine, snapshot, bound, trail } = operation
    const base = trail ? { ...operation.base, ...httpOf(trail) } : operation.base
    const outcome = { status, rows: released, ...(code !== undefined && { code }) }
    const written = (async () =>
      submit(engine, snapshot, [
        { ...base, type: 'outcome', resource: { type: bound.ask.resource.name }, outcome },
      ]))()
    // what was released has its records: a trail that fails now does not hide why the stream ended
    await (status === 'error' ? written.catch(() => {}) : written)
  }
}

/** @throws PurposeboundError `input_invalid` for what cannot be iterated; text is no list of rows */
export function sourceOf(rows: unknown): AsyncIterable<unknown> | Iterable<unknown> {
  try {
    if (
      typeof rows === 'object' &&
      rows !== null &&
      (Symbol.asyncIterator in rows || Symbol.iterator in rows)
    )
      return rows as Iterable<unknown>
  } catch {
    // a proxy that was revoked
  }
  throw new PurposeboundError('input_invalid', 'rows are a list, or anything else that can be iterated')
}

export function pagesOf(
  rows: AsyncIterable<unknown> | Iterable<unknown>,
  size: number,
): AsyncIterable<unknown[]> | Iterable<unknown[]> {
  return Symbol.asyncIterator in rows ? pagesInTime(rows, size) : pagesAtHand(rows, size)
}

async function* pagesInTime(rows: AsyncIterable<unknown>, size: number): AsyncGenerator<unknown[]> {
  let page: unknown[] = []
  for await (const row of rows) {
    page.push(row)
    if (page.length < size) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
}

/** The same without waiting for each row. */
function* pagesAtHand(rows: Iterable<unknown>, size: number): Generator<unknown[]> {
  let page: unknown[] = []
  for (const row of rows) {
    page.push(row)
    if (page.length < size) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
}
