import type { Policy, PurposeName } from '../catalog/declaration.js'
import type { Access } from './access-contract.js'
import type { Context } from './context-contract.js'

/** The context of an HTTP request: its records bear method and route. */
export interface PassageContext<P> extends Context<P> {
  readonly http: {
    readonly method: string
    /**
     * The template of the route (`/members/:id`), never the URL; a function is asked for each record, for frameworks that
     * find the route after they have asked for the purpose.
     */
    readonly route: string | (() => string)
  }
}

/** How a response ended, for its record. */
export interface Ending {
  readonly status: 'released' | 'aborted' | 'error'
  /** The HTTP status that was sent, or would have been. */
  readonly http?: number
  /** What went wrong, in a code. */
  readonly code?: string
}

/** One request at the gate, from its admission to the end of its response: what an HTTP adapter is made on. */
export interface Passage<P extends Policy, U extends PurposeName<P>> {
  readonly access: Access<P, U>
  /** What the last operation of `access` that failed threw. */
  readonly denied: unknown
  /**
   * Decides on the request itself, before any row is at hand.
   *
   * @throws AccessDenied, recorded, where no operation could be permitted: purpose, actor, justification. At once or
   * later, as the sinks answer.
   */
  admit(): void | Promise<void>
  /** Whether a view is one that `access` gave: a view that was kept from another request is none. */
  released(view: unknown): boolean
  /**
   * Called before a response that succeeds leaves: every one leaves a permit, also where it showed no row.
   *
   * @throws AccessDenied `audit_unavailable`, at once or later, as the sinks answer; at once, what `access` was denied where
   * it was permitted nothing else.
   */
  leave(status: number): void | Promise<void>
  /**
   * Called when the response is over. Records, once, what was permitted and did not end as planned. Afterwards the access
   * is no longer at hand as `currentAccess()`. Never rejects.
   */
  end(ending: Ending): Promise<void>
}
