import { isUint8Array } from 'node:util/types'
import type { Response } from 'express'
import { REFUSED } from '../http/body.js'
import { hasContent } from '../http/content.js'
import type { Exchange } from '../http/exchange.js'
import { noted } from '../http/head.js'
import { Wire } from '../http/wire.js'

type Send = (body?: unknown) => Response
type Replacer = (this: unknown, key: string, value: unknown) => unknown

/** Looks at bodies while they are objects, and lets Express make ETag and length of nothing that will not leave. */
export function guardExpress(res: Response, exchange: Exchange): void {
  exchange.before = noted(res.getHeaders())
  if (guards.get(res)?.()) return
  new Wire(res, exchange)
  const { json, jsonp, send } = res as unknown as { readonly [name: string]: Send }

  const judged = (make: Send | undefined): Send =>
    function judgedBody(body) {
      if (!exchange.requiresView || exchange.wire?.begun) return (make as Send).call(res, body)
      const sent = exchange.judge(body)
      const text = sent === REFUSED ? undefined : textOf(sent, res)
      if (text !== undefined) {
        exchange.expected = { text, as: 'views' }
        if (!res.get('Content-Type')) res.type('json')
        return res.send(text)
      }
      return exchange.insists && body !== undefined
        ? (res.end(' ') as unknown as Response)
        : (make as Send).call(res, body)
    }
  res.json = judged(json)
  // a script that any site may include shows nobody's data
  res.jsonp = judged(jsonp)
  res.send = (body?: unknown) => {
    const { insists, requiresView, expected, wire } = exchange
    if (!wire?.begun && insists && body !== expected?.text && isText(body) && hasContent(body, res))
      return res.end(body) as unknown as Response
    if (!wire?.begun && requiresView) for (const name of ['ETag', 'Last-Modified']) res.removeHeader(name)
    return (send as Send).call(res, body)
  }
  const { json: own, send: sends, write, end } = res
  guards.set(res, () => res.json === own && res.send === sends && res.write === write && res.end === end)
}

/** Whether the guard of a response still stands above whatever wraps its functions: compression, sessions. */
const guards = new WeakMap<object, () => boolean>()

function isText(body: unknown): boolean {
  return typeof body === 'string' || isUint8Array(body)
}

/** The text of a body, as the app has its JSON; none where its replacer would make another body of it. */
function textOf(body: unknown, { app }: Response): string | undefined {
  const setting = (name: string): unknown => app.get(`json ${name}`)
  const spaces = setting('spaces') as string | number | undefined
  const text = JSON.stringify(body, undefined, spaces) as string | undefined
  const replacer = setting('replacer')
  if (replacer && JSON.stringify(body, replacer as Replacer, spaces) !== text) return undefined
  return setting('escape') ? text?.replace(/[<>&]/g, escaped) : text
}

function escaped(sign: string): string {
  return `\\u00${sign.charCodeAt(0).toString(16)}`
}
