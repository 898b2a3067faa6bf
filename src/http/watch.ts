import type { ServerResponse } from 'node:http'
import type { Exchange } from './exchange.js'

/** Of HTTP/2 it is the stream that is gone. */
export function isGone(res: ServerResponse): boolean {
  const { destroyed, stream } = res as {
    readonly destroyed?: boolean
    readonly stream?: { destroyed: boolean }
  }
  return destroyed === true || stream?.destroyed === true
}

/** HTTP/2 says of a stream that was reset that it has finished. */
function wasReset({
  stream,
}: {
  readonly stream?: { readonly rstCode?: number; readonly aborted: boolean }
}): boolean {
  return stream !== undefined && (stream.aborted || (stream.rstCode ?? 0) !== 0)
}

/** Tells an exchange how its response ends: all of it was handed over, or the connection closed before. */
export function watch(res: ServerResponse, exchange: Exchange): void {
  const left = () => exchange.end(false, res.statusCode)
  if (isGone(res)) {
    left()
    return
  }
  // only the first of them counts
  res.on('finish', () => exchange.end(!wasReset(res as never), res.statusCode))
  res.on('close', left)
}
