import type { Response } from 'express'
import type { Exchange } from '../http/exchange.js'
import { guardResponse, hasContent } from '../http/response.js'

type Send = (body?: unknown) => Response

/** Looks at bodies while they are objects, and lets Express make ETag and length of nothing that will not leave. */
export function guardExpress(res: Response, exchange: Exchange): void {
  guardResponse(res, exchange)
  const { json, jsonp, send } = res as unknown as { readonly [name: string]: Send }

  const judged = (make: Send | undefined): Send =>
    function judgedBody(body) {
      const sent = exchange.judge(body)
      if (stops(exchange, res)) return res.end(' ') as unknown as Response
      try {
        return (make as Send).call(res, sent)
      } catch (error) {
        exchange.judged = false
        throw error
      }
    }
  res.json = judged(json)
  res.jsonp = judged(jsonp)
  res.send = (body?: unknown) => {
    const text = typeof body === 'string' || body instanceof Uint8Array
    if (text && hasContent(body, res) && stops(exchange, res)) return res.end(body) as unknown as Response
    if (exchange.requiresView) for (const name of ['ETag', 'Last-Modified']) res.removeHeader(name)
    return (send as Send).call(res, body)
  }
}

/** Whether what is at hand will be refused on the wire. */
function stops({ settled, judged, requiresView, declared }: Exchange, _res: Response): boolean {
  return !settled && !judged && requiresView && declared?.requireView === true
}
