import { isPurposeboundError, PurposeboundError } from '../errors.js'
import { submit } from './engine.js'
import type { Operation } from './operation.js'
import { type Released, releaseRows } from './release.js'

const DEFAULT_SIZE = 1000
const MAX_SIZE = 10_000

/**
 * Pages of views in constant memory, consent asked for anew for each page; ends with a record of the totals.
 *
 * A consumer that stops early is recorded as `aborted`, a source or a sink that fails as `error`.
 */
export async function* streamRows(
  begin: () => Promise<Operation>,
  rows: AsyncIterable<unknown> | Iterable<unknown>,
  { size = DEFAULT_SIZE, require = [] }: StreamOptions,
): AsyncGenerator<Released> {
  if (!Number.isSafeInteger(size) || size < 1 || size > MAX_SIZE)
    throw new PurposeboundError('input_invalid', `\`size\` is a whole number from 1 to ${MAX_SIZE}`)
  const operation = await begin()
  let released = 0
  let status: 'released' | 'aborted' | 'error' = 'aborted'
  let code: string | undefined
  try {
    for await (const page of pagesOf(rows, size)) {
      const shown = await releaseRows(operation, page, require)
      released += shown.views.length
      yield shown
    }
    status = 'released'
  } catch (error) {
    status = 'error'
    code = isPurposeboundError(error) ? (error.reason ?? error.code) : 'source_failed'
    throw error
  } finally {
    const { engine, snapshot, bound, base } = operation
    const outcome = { status, rows: released, ...(code !== undefined && { code }) }
    const written = (async () =>
      submit(engine, snapshot, [
        { ...base, type: 'outcome', resource: { type: bound.ask.resource.name }, outcome },
      ]))()
    // what was released has its records: a trail that fails now does not hide why the stream ended
    await (status === 'error' ? written.catch(() => {}) : written)
  }
}

export interface StreamOptions {
  readonly size?: number
  readonly require?: readonly string[]
}

async function* pagesOf(
  rows: AsyncIterable<unknown> | Iterable<unknown>,
  size: number,
): AsyncGenerator<unknown[]> {
  let page: unknown[] = []
  for await (const row of rows) {
    page.push(row)
    if (page.length < size) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
}
