import type {
  Action,
  Exercised,
  Policy,
  PurposeName,
  Reason,
  RecipientName,
  ResourceName,
  RoleName,
} from '../index.js'
import type { Case } from './case.js'
import { exercisedBy } from './exercised.js'
import { assertAction, assertKnown, assertWhole, misuse } from './known.js'
import { look, type Seen } from './look.js'
import type { Sight } from './sight.js'
import { assertGood, denies, permits, reveals, seesTheSame } from './verdicts.js'

/** An expectation that is still being put together; each step gives a new one, and refuses names the policy does not know. */
export interface Expectation<P extends Policy = Policy> {
  as(...roles: readonly RoleName<P>[]): Expectation<P>
  for(purpose: PurposeName<P>): Expectation<P>
  on(resource: ResourceName<P>): Expectation<P>
  /** Ask for another action than `read`. */
  action(action: Action): Expectation<P>
  /** Ask whether it may be disclosed to this recipient. */
  to(recipient: RecipientName<P>): Expectation<P>
  /** Decide on this row, instead of the best case for every condition. */
  row(row: object): Expectation<P>
  /** The purposes the row's people have consented to (and those below), instead of all; and to whom, instead of nobody then. */
  consents(
    purposes: readonly PurposeName<P>[],
    to?: { readonly recipients: readonly string[] },
  ): Expectation<P>
  /** What is known of the actor besides the roles. */
  actor(actor: { readonly [key: string]: unknown }): Expectation<P>
  /** The justification that is given; the empty one is none. @defaultValue `'a test'` */
  justification(text: string): Expectation<P>
  /** The time it is. @defaultValue `2026-01-01T00:00:00Z` */
  at(now: Date | number | string): Expectation<P>
  /** @throws Error with every difference, and the rule that decided. */
  toSee(sight: Sight): void
  toBePermitted(): void
  toBeDenied(reason?: Reason): void
  /** Whether both see every field alike. */
  toSeeTheSameAs(other: Expectation<P>): void
  /** What they see, for an expectation of your own. */
  seen(): Seen
}

export interface ExpectAccessOptions {
  /** Takes what each question has exercised, as a record would name it: what `coverage` reads. */
  readonly exercised?: Exercised[]
}

/**
 * Asserts what a role sees for a purpose, in any test runner.
 *
 * Without a row it assumes the best case: every condition matches, everybody consented, the tenant is the same.
 *
 * @example
 * ```ts
 * expectAccess(policy).as('agent').for('support').on('member').toSee({ clear: ['name'], masked: ['cardNumber'] })
 * ```
 */
export function expectAccess<P extends Policy>(
  policy: P,
  { exercised }: ExpectAccessOptions = {},
): Expectation<P> {
  return build(policy, { roles: [] }, exercised)
}

function build<P extends Policy>(policy: P, given: Case, exercised: Exercised[] | undefined): Expectation<P> {
  const and = (more: Partial<Case>): Expectation<P> => build(policy, { ...given, ...more }, exercised)
  const seen = (): Seen => {
    assertWhole(given)
    const found = look(policy, given)
    exercised?.push(exercisedBy(given, found))
    return found
  }
  const self: Expectation<P> = {
    as(...roles) {
      assertKnown(policy, 'role', roles)
      return and({ roles })
    },
    for(purpose) {
      assertKnown(policy, 'purpose', [purpose])
      return and({ purpose })
    },
    on(resource) {
      assertKnown(policy, 'resource', [resource])
      return and({ resource })
    },
    action(action) {
      assertAction(action)
      return and({ action })
    },
    row(row) {
      if (typeof row !== 'object' || row === null) throw misuse('`row` takes a row')
      return and({ row })
    },
    to(to) {
      assertKnown(policy, 'recipient', [to])
      return and({ action: 'disclose', to })
    },
    consents(consents, to) {
      assertKnown(policy, 'purpose', consents)
      return and({ consents, ...(to && { recipients: [...to.recipients] }) })
    },
    actor: (actor) => and({ actor }),
    justification: (justification) => and({ justification }),
    at(now) {
      if (Number.isNaN(new Date(now).getTime())) throw misuse('`at` takes a time')
      return and({ now })
    },
    toSee: (sight) => assertGood(reveals(seen(), sight)),
    toBePermitted: () => assertGood(permits(seen())),
    toBeDenied: (reason) => assertGood(denies(seen(), reason)),
    toSeeTheSameAs(other) {
      const found = seen()
      assertGood(seesTheSame(found, other === self ? found : other.seen()))
    },
    seen,
  }
  return self
}
