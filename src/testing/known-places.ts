import type { Policy } from '../index.js'
import { expectAccess } from './expect-access.js'
import { assertAmong, misuse } from './known.js'

/** Every field of a resource, and of the rows nested in it. */
export function fieldsOf(policy: Policy, resource: string): string[] {
  const [purpose = ''] = Object.keys(policy.document.purposes)
  return Object.keys(expectAccess(policy).for(purpose).on(resource).seen().fields)
}

/** Refuses a rule of which the policy has no such role, purpose, resource, field or prohibition. @throws PurposeboundError `config_invalid` */
export function assertRule(policy: Policy, rule: unknown): void {
  const [root, section = '', name = '', part, field] = String(rule)
    .split('/')
    .map((each) => each.replaceAll('~1', '/').replaceAll('~0', '~'))
  if (root !== '' || name === '') throw misuse('a rule is a pointer into the policy, such as `/roles/agent`')
  const { document } = policy
  const { categories, prohibitions = [] } = document
  const known: { readonly [section: string]: readonly string[] } = {
    roles: Object.keys(document.roles),
    purposes: Object.keys(document.purposes),
    resources: Object.keys(document.resources),
    prohibitions: prohibitions.map(({ id }) => id),
    categories: Array.isArray(categories) ? categories : Object.keys(categories),
  }
  assertAmong('section', section, Object.keys(known))
  assertAmong(section === 'categories' ? 'category' : section.slice(0, -1), name, known[section])
  if (section !== 'resources' || part !== 'fields' || field === undefined) return
  assertAmong('field', field, [
    ...Object.keys(document.resources[name]?.fields ?? {}),
    ...fieldsOf(policy, name),
  ])
}
