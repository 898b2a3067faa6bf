import { type ConsentState, type FieldDecision, type Policy, type Reason, rehearse } from '../index.js'
import { bestRow, tenantIn, unconditional } from './best-case.js'
import { type Case, covers, DEFAULT_NOW, titleOf } from './case.js'

/** What somebody sees of each field, why not all of it, and which grants show it. */
export interface Seen {
  /** Who was asked about, in words. */
  readonly title: string
  readonly resource?: string
  readonly effect: 'permit' | 'deny'
  /** Why all is denied, and the place in the policy that says so. */
  readonly reason?: Reason
  readonly rule?: string
  readonly fields: { readonly [path: string]: FieldDecision }
  /** Fields that are always shown: they may be listed, and need not be. */
  readonly always: readonly string[]
  /** The rules of the grants that it rests on. */
  readonly grants: readonly string[]
}

/** Decides on the row, or on the best case: every condition matches, everybody consented, the tenant is the same. */
export function look(policy: Policy, given: Case): Seen {
  const { resource = '', purpose = '', action = 'read', to, roles, justification = 'a test', now } = given
  const row = given.row ?? bestRow(policy, resource, given.actor ?? {})
  const tenant = tenantIn(policy, resource, row)
  const actor = { ...known(given.actor, tenant), roles }
  const exception = action === 'exception' && { exception: claimed(policy, purpose, now ?? DEFAULT_NOW) }
  const request = { purpose, actor, resource, row, action, recipient: to, justification, ...exception }
  const { decision, grants } = rehearse(given.row ? policy : unconditional(policy), request, {
    now: now ?? DEFAULT_NOW,
    consentOf: consenting(policy, given),
  })
  return {
    title: titleOf(given),
    resource,
    ...decision,
    always: Object.keys(decision.fields).filter((path) => !isPersonal(policy, resource, path)),
    grants,
  }
}

/** An exception that holds, as far as the purpose lists any. */
function claimed({ document }: Policy, purpose: string, now: Date | number | string): object {
  const [item = ''] = document.purposes[purpose]?.exceptions ?? []
  return { item, expiresAt: new Date(new Date(now).getTime() + 3_600_000) }
}

/** Whoever is not called anything is the tester; nobody is of another tenant unless it is said. */
function known(actor: object = {}, tenant: unknown): object {
  const { onBehalfOf } = actor as { readonly onBehalfOf?: unknown }
  return {
    id: 'tester',
    ...(tenant !== undefined && { tenant }),
    ...actor,
    ...(typeof onBehalfOf === 'object' && onBehalfOf && { onBehalfOf: known(onBehalfOf, tenant) }),
  }
}

/** Everybody has consented to the purposes named and to those below, or to all; and to every recipient, where none is named. */
function consenting({ document }: Policy, { consents: named, recipients: to }: Case) {
  const recipients = to ?? (named ? [] : Object.keys(document.recipients ?? {}))
  const given = Object.entries(document.purposes).filter(([purpose]) => covers(document, named, purpose))
  const purposes: ConsentState['purposes'] = Object.fromEntries(
    given.map(([purpose, { terms = 1 }]) => [purpose, { given: { via: purpose, terms, recipients } }]),
  )
  return (person: ConsentState['person']): ConsentState => ({ person, purposes })
}

/** Keys and nonpersonal fields are shown with every row that is. */
function isPersonal(policy: Policy, resource: string, path: string): boolean {
  const fields: { readonly [path: string]: unknown } = policy.document.resources[resource]?.fields ?? {}
  for (let at = path; at !== ''; at = at.replace(/(\[\]|(^|\.)[^.[]+)$/, '')) {
    if (!Object.hasOwn(fields, at)) continue
    const nested = (fields[at] as { readonly resource?: string }).resource
    return nested === undefined
      ? fields[at] !== 'key' && fields[at] !== 'nonpersonal'
      : isPersonal(policy, nested, path.slice(at.length + 1))
  }
  return true
}
