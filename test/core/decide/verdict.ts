import { createGate, type Decision, decide, type Gate, type Policy } from 'purposebound'
import { memorySink } from 'purposebound/sinks/memory'
import { memoryStore } from 'purposebound/stores/memory'
import { expect } from 'vitest'

/** A request for a decision, as loose as a stranger may make it. */
export interface Asked {
  readonly purpose?: unknown
  readonly actor?: unknown
  readonly resource?: string
  readonly row?: unknown
  readonly justification?: unknown
  readonly allowedPurposes?: readonly string[]
}

const NOW = Date.parse('2026-03-01T00:00:00Z')

/** One gate a policy, so that what it remembers of earlier decisions is tried too. */
const GATES = new WeakMap<Policy, Gate<Policy>>()

function gateOf(policy: Policy): Gate<Policy> {
  const known = GATES.get(policy)
  if (known) return known
  const given = {
    policy,
    consents: memoryStore(),
    audit: memorySink(),
    clock: () => NOW,
    onWarning: () => {},
  }
  const gate = createGate(given) as unknown as Gate<Policy>
  GATES.set(policy, gate)
  return gate
}

/** The decision on a read, made both ways: by the plain function and by the compiled one. They must be equal. */
export function verdict(
  policy: Policy,
  { purpose, actor, resource = 'member', row, ...rest }: Asked,
  facts: { readonly consents?: readonly object[]; readonly now?: Date | number | string } = {},
): Decision {
  const known = { consents: [], now: NOW, ...facts } as never
  const plain = decide(policy, { purpose, actor, resource, row, ...rest }, known)
  const access = gateOf(policy).for(purpose as never, { actor, ...rest } as never)
  expect(access.decide(resource as never, row as never, known)).toEqual(plain)
  return plain
}

/** Why the whole request is denied; undefined where it is permitted. */
export function denial(...asked: Parameters<typeof verdict>): readonly [string, string] | undefined {
  const { effect, reason, rule } = verdict(...asked)
  return effect === 'permit' ? undefined : [reason as string, rule as string]
}

/** The outcome of each field that is named, in order. */
export function outcomes(decision: Decision, ...paths: readonly string[]): (string | undefined)[] {
  return paths.map((path) => decision.fields[path]?.outcome)
}
