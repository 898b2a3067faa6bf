import { Readable } from 'node:stream'
import { boundTo, PurposeboundError } from '../index.js'

const streams = new WeakSet<object>()
const chunks = new WeakSet<object>()

/**
 * A body of views that is never whole in memory: one line a view, for `access.stream`.
 *
 * @param toLine - makes a line of a view. @defaultValue JSON and a line feed
 * @throws PurposeboundError `unprojected_body`, inside the stream, for what is no view.
 * @example
 * ```ts
 * reply.type('application/x-ndjson').send(viewStream(request.access.stream('member', rows)))
 * ```
 */
export function viewStream<V extends object>(
  pages: AsyncIterable<{ readonly views: readonly V[] }>,
  toLine: (view: V) => string = (view) => `${JSON.stringify(view)}\n`,
): Readable {
  async function* lines(): AsyncGenerator<Buffer> {
    for await (const { views } of pages) {
      const chunk = Buffer.from(views.map((view) => lineOf(view, toLine)).join(''))
      if (chunk.length === 0) continue
      chunks.add(chunk)
      yield chunk
    }
  }
  const stream = Readable.from(lines())
  streams.add(stream)
  return stream
}

function lineOf<V extends object>(view: V, toLine: (view: V) => string): string {
  if (!boundTo(view)) throw new PurposeboundError('unprojected_body')
  return toLine(view)
}

export function isViewStream(body: unknown): boolean {
  return typeof body === 'object' && body !== null && streams.has(body)
}

export function isViewChunk(chunk: unknown): boolean {
  return typeof chunk === 'object' && chunk !== null && chunks.has(chunk)
}
