import type { Response } from 'express'
import { type ViewFormat, viewStream } from '../http/view-stream.js'

/**
 * Sends pages of views, line by line. What fails before the first line goes to the error handlers; what fails later closes
 * the connection, and a client that leaves closes the source. Never rejects.
 *
 * @example
 * ```ts
 * app.get('/export', purpose('support'), (req, res) => sendViews(res, req.access.stream('member', rows)))
 * ```
 */
export async function sendViews(
  res: Response,
  pages: AsyncIterable<{ readonly views: readonly object[] }>,
  format: ViewFormat = 'ndjson',
): Promise<void> {
  try {
    const stream = viewStream(pages, format)
    res.once('close', () => stream.destroy())
    if (!res.get('Content-Type')) res.type(format === 'ndjson' ? 'application/x-ndjson' : 'text/csv')
    for await (const chunk of stream) if (!res.write(chunk)) await drained(res)
    res.end()
  } catch (error) {
    if (res.destroyed) return
    // an answer is under way: whoever reads it must not take it for whole
    if (res.headersSent) res.destroy()
    else res.req.next?.(error)
  }
}

function drained(res: Response): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      res.off('drain', go).off('close', go)
      resolve()
    }
    if (res.destroyed) resolve()
    else res.on('drain', go).on('close', go)
  })
}
