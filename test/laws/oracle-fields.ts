import type { PolicyDocument, Visibility } from '../../src/index.js'
import { categoryTree, type Field, lineage } from './oracle-policy.js'
import { deny, type Finding, mask } from './oracle-question.js'

export function ofNecessity(
  uses: PolicyDocument['purposes'][string]['uses'],
  purpose: string,
  { names }: Field,
): Finding[] {
  const said = uses.map((use) => (typeof use === 'string' ? { of: use, at: 'clear' } : use))
  const nearest = names.find((name) => said.some(({ of }) => of === name))
  if (nearest === undefined) return [deny(9, 'not_needed', `/purposes/${purpose}/uses`)]
  const index = said.findIndex(({ of }) => of === nearest)
  return said[index]!.at === 'clear' ? [] : [mask(9, 'purpose_masked', `/purposes/${purpose}/uses/${index}`)]
}

export interface Exposing {
  readonly rule: string
  readonly sees: { readonly [name: string]: Visibility }
}

/** The join over grants, then the ceilings. */
export function ofExposure(document: PolicyDocument, field: Field, grants: readonly Exposing[]): Finding[] {
  const shown = grants.map(({ rule, sees }) => {
    const name = field.names.find((each) => Object.hasOwn(sees, each))
    return name === undefined ? { as: 'hidden', rule } : { as: sees[name], rule: `${rule}/${name}` }
  })
  const found: Finding[] = []
  if (shown.length > 0 && !shown.some(({ as }) => as === 'clear')) {
    const masked = shown.filter(({ as }) => as === 'masked')
    for (const { rule } of masked) found.push(mask(10, 'role_masked', rule))
    if (masked.length === 0) for (const { rule } of shown) found.push(deny(10, 'role_hidden', rule))
  }
  for (const { rule, most } of field.ceilings) {
    if (most === 'masked') found.push(mask(10, 'ceiling_masked', rule))
    if (most === 'hidden') found.push(deny(10, 'ceiling_hidden', rule))
  }
  const tree = categoryTree(document)
  const classified = lineage(tree, field.category).find((name) => tree[name]?.class)
  if (classified !== undefined && tree[classified]!.class === 'card_security_code')
    found.push(deny(10, 'ceiling_hidden', `/categories/${classified}/class`))
  return found
}

export function ofSelf(document: PolicyDocument, purpose: string): Exposing {
  const { self, uses } = document.purposes[purpose]!
  const said = typeof self === 'object' ? self.sees : undefined
  const all = uses.map((use) => [typeof use === 'string' ? use : use.of, 'clear' as const])
  return { rule: `/purposes/${purpose}/self/sees`, sees: said ?? Object.fromEntries(all) }
}
