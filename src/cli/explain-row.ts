import {
  type Change,
  type ConsentStore,
  createGate,
  type Decision,
  type Explanation,
  type Policy,
} from '../index.js'
import { Failure } from './failure.js'

interface Asked {
  readonly for: string
  readonly on: string
  readonly as: readonly string[]
  readonly row: object
  readonly actor?: string
  readonly consents?: readonly string[]
  readonly lang: 'en' | 'ja'
}

/** A decision with the smallest changes that would permit more: '' for the row, else by field. */
interface Explained {
  readonly decision: Decision
  readonly changes: { readonly [path: string]: readonly string[] }
}

/** What a gate says of one row; nothing is released and nothing recorded. */
export function explainRow(policy: Policy, asked: Asked): Explained {
  const gate = createGate({
    policy,
    consents: agreeing(policy, asked.consents),
    audit: { unsafeNoAudit: true },
    onWarning: () => {},
  })
  const actor = { id: 'somebody', ...actorOf(asked.actor), roles: asked.as }
  const access = gate.for(asked.for as never, { actor: actor as never, justification: 'a question' })
  const found = access.explain(asked.on as never, asked.row as never) as Explanation
  const inWords = (changes: readonly Change[]) => changes.map((each) => each[asked.lang])
  const ofFields = Object.entries(found.fields).map(
    ([path, { changes }]) => [path, inWords(changes)] as const,
  )
  return {
    decision: found.decision,
    changes: Object.fromEntries([['', inWords(found.changes)], ...ofFields]),
  }
}

/** Everybody has agreed to these purposes, or to all. */
function agreeing({ document }: Policy, named: readonly string[] | undefined): ConsentStore {
  const purposes = Object.fromEntries(
    Object.entries(document.purposes)
      .filter(([purpose]) => !named || named.includes(purpose))
      .map(([purpose, { terms = 1 }]) => [purpose, { given: { via: purpose, terms } }]),
  )
  return { name: 'supposed', lookup: (people) => people.map((person) => ({ person, purposes })) }
}

const ACTOR = ['id', 'kind', 'tenant', 'subject', 'attributes', 'onBehalfOf']

function actorOf(json: string | undefined): object {
  if (json === undefined) return {}
  const actor = parsed(json)
  if (typeof actor === 'object' && actor !== null && !Array.isArray(actor)) {
    const stray = Object.keys(actor).find((key) => !ACTOR.includes(key))
    if (stray === undefined) return actor
    throw new Failure({
      message: `\`--actor\` has no \`${stray.slice(0, 80)}\``,
      hint: stray === 'roles' ? 'name roles with --as' : `it has ${ACTOR.join(', ')}`,
    })
  }
  throw new Failure({
    message: '`--actor` is one JSON object',
    hint: `as in --actor '{"id":"a-17","tenant":"t-1"}'`,
  })
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
