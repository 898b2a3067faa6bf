import type { IncomingMessage } from 'node:http'
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import type { RouteOptions } from '../http/declared.js'
import type { Access, Policy, PurposeName } from '../index.js'

declare const ACCESS: unique symbol

/** What Express carries from `purpose` to the handlers behind it. Types only: `res.locals` holds nothing. */
export type BoundLocals<A> = { [name: string]: unknown } & { readonly [ACCESS]: A }

declare module 'express-serve-static-core' {
  // biome-ignore lint/suspicious/noExplicitAny: all declarations of an interface have the same parameters
  interface Request<P, ResBody, ReqBody, ReqQuery, LocalsObj extends Record<string, any>> {
    /** The access of the purpose that the route declares; unknown where none is, so that any request can be handed on. */
    readonly access: LocalsObj extends { readonly [ACCESS]: infer A } ? A : unknown
  }
}

type ParamsOf = { [name: string]: string }

/** A middleware that lets nobody by who may not ask for the purpose. */
export type PurposeHandler<A> = (
  req: IncomingMessage,
  res: Response<unknown, BoundLocals<A>>,
  next: NextFunction,
) => void

/** Declares the purpose of a route, several, or none with a reason. */
export interface PurposeFunction<P extends Policy> {
  (purpose: 'none', options: RouteOptions & { readonly reason: string }): RequestHandler
  <U extends PurposeName<P>>(purpose: U | readonly U[], options?: RouteOptions): PurposeHandler<Access<P, U>>
}

/** A handler with its purpose: where a route names its generics itself, and under Express 4, which awaits no handler. */
export type BoundFunction<P extends Policy> = <
  U extends PurposeName<P>,
  Params = ParamsOf,
  ResBody = unknown,
  ReqBody = unknown,
  ReqQuery = Request['query'],
>(
  purpose: U | readonly U[],
  handler: (
    req: Request<Params, ResBody, ReqBody, ReqQuery, BoundLocals<Access<P, U>>>,
    res: Response<ResBody, BoundLocals<Access<P, U>>>,
    next: NextFunction,
  ) => unknown,
  options?: RouteOptions,
) => RequestHandler<Params, ResBody, ReqBody, ReqQuery>
