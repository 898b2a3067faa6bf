import type { FieldsOf, Policy, PurposeName, ResourceName, RoleName, SpecOf } from '../catalog/declaration.js'
import type { Basis } from '../catalog/document.js'

/** A category, or a field as `resource.path`. */
type Target<P extends Policy> = CategoryOf<SpecOf<P>['categories']> | FieldOf<P>
type CategoryOf<C> = C extends readonly (infer N extends string)[] ? N : keyof C & string
type FieldOf<P extends Policy> = {
  [N in ResourceName<P>]: `${N}.${keyof FieldsOf<P, N> & string}`
}[ResourceName<P>]

/** Nobody of these ever sees it, whatever the row, the time and the other roles they have. */
export interface NeverSees<P extends Policy = Policy> {
  /** `'role'`: no role. `'one'`: no role, nor the person a row is about. Or some roles by name. */
  readonly no: 'role' | 'one' | readonly RoleName<P>[]
  /** `'clear'`: not unmasked. `'anything'`: not masked either. */
  readonly sees: 'clear' | 'anything'
  /** These and all below them. @defaultValue every personal field */
  readonly of?: readonly Target<P>[]
  /** These purposes and those below them. @defaultValue every purpose */
  readonly for?: readonly PurposeName<P>[]
  /** Roles that may. */
  readonly except?: readonly RoleName<P>[]
}

/** Each of a kind is of some use, or rests on what it must. */
export type EveryIs<P extends Policy = Policy> =
  /** Some purpose uses each personal field. */
  | { readonly every: 'field'; readonly is: 'used' }
  /** Some role, or the person a row is about, sees each personal field for some purpose, at least masked. */
  | { readonly every: 'field'; readonly is: 'seen' }
  /** Some role, or the person a row is about, may act for each purpose that uses anything. */
  | { readonly every: 'purpose'; readonly is: 'served' }
  /** Each of these purposes, and of those below them, rests on one of these bases. */
  | {
      readonly every: 'purpose'
      readonly of?: readonly PurposeName<P>[]
      readonly restsOn: readonly Basis[]
    }

/** The policy permits nothing that `within` does not: same roles, purposes, resources and fields by name. */
export interface PermitsWithin {
  readonly within: Policy
}

/**
 * Something a policy is to keep, for {@link prove}.
 *
 * @example
 * ```ts
 * const claims: Claim<typeof policy>[] = [
 *   { no: 'role', sees: 'clear', of: ['payment'], for: ['marketing'] },
 *   { every: 'field', is: 'used' },
 *   { within: lastYear },
 * ]
 * ```
 */
export type Claim<P extends Policy = Policy> = NeverSees<P> | EveryIs<P> | PermitsWithin
