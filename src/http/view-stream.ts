import { Readable } from 'node:stream'
import { boundTo, PurposeboundError } from '../index.js'

/** How a view is written: as JSON with a line feed, or as these columns, in quotes. */
export type ViewFormat = 'ndjson' | { readonly csv: readonly string[] }

/** A part of a body, and the views that it was made of. */
interface Chunk {
  readonly text: string
  readonly views: readonly object[]
}

const chunks = new WeakMap<object, Chunk>()

/**
 * A body of views that is never whole in memory: one line a view, for `access.stream`.
 *
 * How a line is made cannot be given as a function: it could make it of something else.
 *
 * @throws PurposeboundError `unprojected_body`, inside the stream, for what is no view.
 * @example
 * ```ts
 * reply.type('application/x-ndjson').send(viewStream(request.access.stream('member', rows)))
 * ```
 */
export function viewStream(
  pages: AsyncIterable<{ readonly views: readonly object[] }>,
  format: ViewFormat = 'ndjson',
): Readable {
  const lineOf = writerOf(format)
  async function* lines(): AsyncGenerator<Buffer> {
    for await (const { views } of pages) {
      const own = [...views]
      const text = own.map((view) => lineOf(checked(view))).join('')
      if (text === '') continue
      const chunk = Buffer.from(text)
      chunks.set(chunk, { text, views: own })
      yield chunk
    }
  }
  const stream = Readable.from(lines())
  stream.pipe = pipeSafely
  return stream
}

/** `pipe` alone leaves an error of the source to the process, and the source open when the client has left. */
function pipeSafely<T extends NodeJS.WritableStream>(this: Readable, to: T, options?: { end?: boolean }): T {
  to.once('close', () => this.destroy())
  // whoever listens already will answer
  if (this.listenerCount('error') === 0)
    this.once('error', () => {
      const { destroy } = Object(to)
      if (typeof destroy === 'function') destroy.call(to)
    })
  return Readable.prototype.pipe.call(this, to, options) as T
}

function checked(view: object): object {
  if (!boundTo(view)) throw new PurposeboundError('unprojected_body')
  return view
}

function writerOf(format: ViewFormat): (view: object) => string {
  if (format === 'ndjson') return (view) => `${JSON.stringify(view)}\n`
  const columns = Object(format).csv
  if (!Array.isArray(columns))
    throw new PurposeboundError('config_invalid', "a format is 'ndjson' or `{ csv: columns }`")
  const names = columns.map(String)
  return (view) =>
    `${names.map((name) => cell((view as { readonly [name: string]: unknown })[name])).join(',')}\r\n`
}

function cell(value: unknown): string {
  return `"${String(value ?? '').replaceAll('"', '""')}"`
}

export function chunkOf(chunk: unknown): Chunk | undefined {
  return typeof chunk === 'object' && chunk !== null ? chunks.get(chunk) : undefined
}
