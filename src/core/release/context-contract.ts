import type { PopulationName, PurposeName, RoleName } from '../catalog/declaration.js'
import type { Id } from '../catalog/person.js'
import type { ActorKind } from '../decide/actor.js'
import type { AuditRecord } from '../record/record.js'

/** A moment: a Date, milliseconds since 1970 or RFC 3339 text. */
export type Time = Date | number | string

/** Whom a call is about: an id, or an id with its population and tenant. */
export type PersonOf<P> =
  | Id
  | {
      readonly id: Id
      /** @defaultValue `'person'` */
      readonly population?: PopulationName<P>
      readonly tenant?: string | number
    }

/** Who acts. Roles that the policy does not know grant nothing. */
export interface Actor<P> {
  readonly id: Id
  readonly roles: readonly RoleName<P>[]
  /** @defaultValue `'employee'`; it grants nothing by itself. */
  readonly kind?: ActorKind | undefined
  readonly tenant?: string | number | undefined
  /** The person this account *is*. */
  readonly subject?: PersonOf<P> | undefined
  /** What conditions reach as `attributes.<name>`: scalars, or lists of them. */
  readonly attributes?: { readonly [name: string]: unknown } | undefined
  /** For whom: both are decided, and the stricter answer holds. */
  readonly onBehalfOf?: Actor<P> | undefined
}

/** Who asks, and what the trail shall say of it. An actor that could not be resolved is denied `actor_unresolved`. */
export interface Context<P> {
  readonly actor: Actor<P>
  readonly justification?: string | undefined
  /** The id of the request, for the trail. */
  readonly request?: string | undefined
  readonly traceparent?: string | undefined
  /** The purposes that this place in the code is declared for. */
  readonly allowedPurposes?: readonly PurposeName<P>[] | undefined
  /** Tokens of `gate.consents`: what is read of those people is at least as new, or `consent_unavailable`. */
  readonly atLeast?: string | readonly string[] | undefined
  readonly ext?: NonNullable<AuditRecord['ext']> | undefined
}
