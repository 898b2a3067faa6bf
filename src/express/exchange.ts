import type { Request, Response } from 'express'
import type { Declared } from '../http/declared.js'
import { Exchange } from '../http/exchange.js'
import { type House, invalid } from '../http/options.js'
import { declaredOn, reachOf } from './in-force.js'
import { guardExpress } from './response.js'

const EXCHANGE = Symbol('purposebound/exchange')
type Guarded = Response & { [EXCHANGE]?: Exchange }

/** What is known of a request so far; from now on its response is guarded. */
export function exchangeFor(
  house: House,
  idOf: (req: Request) => string,
  req: Request,
  res: Guarded,
): Exchange {
  const known = res[EXCHANGE]
  if (known) return known
  const exchange = new Exchange(house, req.method, String(idOf(req)))
  res[EXCHANGE] = exchange
  // who answers before the purpose of the route was asked for does so under that purpose
  exchange.inForce = () => {
    const { declared, reaches } = exchange
    return declared && reaches() ? declared : declaredOn(req)
  }
  guardExpress(res, exchange)
  return exchange
}

/**
 * Notes what is declared, and says whether anybody has to be admitted.
 *
 * @throws PurposeboundError `config_invalid` for a second purpose; a public declaration covers no route that declares.
 */
export function declareOn(
  exchange: Exchange,
  house: House,
  declared: Declared,
  self: object,
  req: Request,
): boolean {
  if (exchange.requires) throw invalid('a route declares its purpose once')
  exchange.house = house
  exchange.declared = declared
  exchange.reaches = declared.reason === undefined ? () => true : reachOf(req, self)
  return declared.reason === undefined
}
