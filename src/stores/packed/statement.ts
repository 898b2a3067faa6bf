import { type ConsentAction, type ConsentEvent, PurposeboundError, toPerson } from '../../index.js'

/** What an event says, without who said it and when: the same for all who filled in the same form. */
export type Statement = Omit<ConsentEvent, 'id' | 'person' | 'at' | 'expiresAt'>

type Named = ConsentEvent['purposes'][number]

const ACTIONS: { readonly [A in ConsentAction]: true } = {
  give: true,
  renew: true,
  withdraw: true,
  refuse: true,
  object: true,
  restrict: true,
  lift: true,
}
const NAME = /^[a-z][A-Za-z0-9_]*$/

/** The event as plain data of our own, each property read once; anything malformed is refused. */
export function checkEvent(event: ConsentEvent): ConsentEvent {
  const { id, action, person: ref, at, purposes, expiresAt, version, method } = event
  const person = toPerson(ref)
  check(typeof id === 'string' && id !== '', 'id')
  check(Object.hasOwn(ACTIONS, action), 'action')
  check(person !== undefined, 'person')
  check(Number.isFinite(at), 'at')
  check(Array.isArray(purposes), 'purposes')
  check(expiresAt === undefined || Number.isFinite(expiresAt), 'expiresAt')
  check(version === undefined || typeof version === 'string', 'version')
  check(method === undefined || typeof method === 'string', 'method')
  return {
    id,
    action,
    person,
    at,
    purposes: purposes.map(checkPurpose),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(version !== undefined && { version }),
    ...(method !== undefined && { method }),
  }
}

function checkPurpose({ purpose, via, terms }: Named): Named {
  check(typeof purpose === 'string' && NAME.test(purpose), 'purpose')
  check(typeof via === 'string' && NAME.test(via), 'via')
  check(terms === undefined || Number.isSafeInteger(terms), 'terms')
  return { purpose, via, ...(terms !== undefined && { terms }) }
}

function check(right: boolean, field: string): asserts right {
  if (!right) throw new PurposeboundError('input_invalid', `consent event: \`${field}\``)
}
