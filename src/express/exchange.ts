import type { Request, Response } from 'express'
import type { Declared } from '../http/declared.js'
import { Exchange } from '../http/exchange.js'
import { type House, invalid } from '../http/options.js'
import { declaredOn, reachOf } from './in-force.js'
import { guardExpress } from './response.js'

const EXCHANGE = Symbol('purposebound/exchange')
type Guarded = Response & { [EXCHANGE]?: ExpressExchange }

/** An exchange over Express, whose routes are known only when they are reached. */
export class ExpressExchange extends Exchange {
  readonly #req: Request
  /** Whether the response is made where the declaration holds. */
  #reaches: () => boolean = () => true

  constructor(house: House, req: Request, id: string) {
    super(house, req.method, id)
    this.#req = req
  }

  /** Who answers before the purpose of the route was asked for does so under that purpose. */
  override inForce(): Declared | undefined {
    return this.declared && this.#reaches() ? this.declared : declaredOn(this.#req)
  }

  /**
   * Notes what is declared, and says whether anybody has to be admitted.
   *
   * @throws PurposeboundError `config_invalid` for a second purpose; a public declaration covers no route that declares.
   */
  declare(house: House, declared: Declared, self: object): boolean {
    if (this.requires) throw invalid('a route declares its purpose once')
    this.house = house
    this.declared = declared
    if (declared.reason !== undefined) this.#reaches = reachOf(this.#req, self)
    return declared.reason === undefined
  }
}

/** What is known of a request so far; from now on its response is guarded. */
export function exchangeFor(
  house: House,
  idOf: (req: Request) => string,
  req: Request,
  res: Guarded,
): ExpressExchange {
  const known = res[EXCHANGE]
  if (known) return known
  const exchange = new ExpressExchange(house, req, String(idOf(req)))
  res[EXCHANGE] = exchange
  guardExpress(res, exchange)
  return exchange
}
