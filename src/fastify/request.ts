import type {
  FastifyReply,
  FastifyRequest,
  FastifySchema,
  FastifyTypeProviderDefault,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
  RouteGenericInterface,
  RouteHandlerMethod,
} from 'fastify'
import type { RouteOptions } from '../http/declared.js'
import type { Access, Policy, PurposeName } from '../index.js'

/**
 * Tells the types of this door which policy is in force: once for a program.
 *
 * @example
 * ```ts
 * declare module 'purposebound/fastify' {
 *   interface Register { policy: typeof policy }
 * }
 * ```
 */
// biome-ignore lint/suspicious/noEmptyInterface: it is there to be filled in
export interface Register {}

/** The policy that was registered; without one any name will do. */
export type RegisteredPolicy = Register extends { readonly policy: infer P extends Policy } ? P : Policy

type Name = PurposeName<RegisteredPolicy>
type Declares<C> = C extends { readonly purpose: infer U } ? (U extends readonly (infer V)[] ? V : U) : never
type NameIn<U> = [U] extends [never] ? unknown : [U] extends [Name] ? Access<RegisteredPolicy, U> : unknown

/** The access of a route, from its `config`; unknown without a purpose, so that any request can be handed on. */
export type AccessOf<C> = NameIn<Declares<C>>

declare module 'fastify' {
  interface FastifyContextConfig extends RouteOptions {
    /** The purpose of the route, several, or `'none'` with a `reason`. */
    readonly purpose?: Name | 'none' | readonly Name[]
    /** Why a route with the purpose `'none'` shows no personal data. */
    readonly reason?: string
  }
  interface FastifyRequest<
    RouteGeneric,
    RawServer,
    RawRequest,
    SchemaCompiler,
    TypeProvider,
    ContextConfig,
    Logger,
    RequestType,
  > {
    /** The access of the purpose that the route declares. */
    readonly access: AccessOf<ContextConfig>
  }
}

/** A handler of a route that declares the purpose `U`. */
export type BoundHandler<U, Route extends RouteGenericInterface> = (
  request: FastifyRequest<
    Route,
    RawServerDefault,
    RawRequestDefaultExpression,
    FastifySchema,
    FastifyTypeProviderDefault,
    { readonly purpose: U }
  >,
  reply: FastifyReply<Route>,
) => unknown

/** What `bound` makes of it. */
export type RouteHandler<Route extends RouteGenericInterface> = RouteHandlerMethod<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  Route
>
