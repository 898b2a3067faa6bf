import type { Basis, Evidence } from './document.js'
import type { FieldDef } from './field.js'
import type { Issues } from './issues.js'
import type { PurposeDef } from './purpose.js'
import type { ResourceDef } from './resource.js'
import { nearest } from './target.js'

/** Bases that a law gives, and no contract and no interest of the controller. */
const BY_LAW: readonly Basis[] = ['legal_obligation', 'vital_interests', 'public_task']
/** What makes consent explicit: the person was shown a notice, and how they said yes is on record. */
const EXPLICIT: readonly Evidence[] = ['notice', 'method']

/**
 * What the law says of a class of data, whatever a policy grants: `my_number` serves statutory purposes alone (Number
 * Act 9, 19), and `special_care` needs explicit consent or a basis in law (APPI 2(3), 20(2); GDPR 9(2)).
 *
 * Compared are fields and no names: who uses a category uses all that lies in it.
 */
export function checkClasses(
  purpose: PurposeDef,
  resources: ReadonlyMap<string, ResourceDef>,
  issues: Issues,
): void {
  const said = new Set<string>()
  for (const resource of resources.values()) {
    for (const field of resource.fields) {
      const use = field.class === 'personal' ? nearest(field.chain, purpose.uses) : undefined
      const wrong = use && wrongWith(field, purpose)
      if (!use || !wrong || said.has(use.rule)) continue
      said.add(use.rule)
      issues.add(
        use.rule,
        `\`${resource.name}.${field.path}\` is \`${field.category?.class?.name}\`: ${wrong}`,
      )
    }
  }
}

function wrongWith({ category }: FieldDef, { basis, evidence }: PurposeDef): string | undefined {
  switch (category?.class?.name) {
    case 'my_number':
      return basis === 'legal_obligation'
        ? undefined
        : 'only a purpose on the basis of `legal_obligation` uses it, and no consent widens that'
    case 'special_care':
      return BY_LAW.includes(basis) ||
        (basis === 'consent' && EXPLICIT.every((each) => evidence.includes(each)))
        ? undefined
        : 'a purpose uses it on a basis in law, or on `consent` that `requires` `notice` and `method`'
    default:
      return undefined
  }
}
