import type { Catalog } from '../catalog/catalog.js'
import type { FieldDef } from '../catalog/field.js'
import { pointer } from '../catalog/pointer.js'
import type { PurposeDef } from '../catalog/purpose.js'
import type { ResourceDef } from '../catalog/resource.js'
import type { GrantDef } from '../catalog/role.js'
import { askAs, grantsFor, selfGrant } from './best-case.js'
import type { NeverSees } from './claim.js'
import { type CounterExample, Smallest } from './counter-example.js'
import { reachOf } from './reach.js'
import { CLEAR, MASKED, Sights } from './sights.js'
import { Witnesses } from './witness.js'

/** Looks for a field, a purpose and a single grant by which it is seen. */
export function refuteNever(catalog: Catalog, claim: NeverSees): CounterExample | undefined {
  const sights = new Sights(catalog)
  const witnesses = new Witnesses()
  const least = claim.sees === 'clear' ? CLEAR : MASKED
  const found = new Smallest()
  const about = (field: FieldDef): boolean =>
    claim.of ? field.within.some((target) => claim.of?.includes(target)) : field.class === 'personal'

  for (const purpose of purposesOf(catalog, claim.for)) {
    for (const resource of catalog.resources.values()) {
      const asked = resource.fields.map(about)
      if (!asked.includes(true)) continue
      for (const role of rolesOf(catalog, claim))
        for (const grant of grantsFor(askAs(catalog, [role], purpose, resource)))
          look(grant, purpose, resource, asked, role)
      const self = claim.no === 'one' ? selfGrant(askAs(catalog, [], purpose, resource)) : undefined
      if (self) look(self, purpose, resource, asked)
      if (found.settled) return found.counterExample
    }
  }
  return found.counterExample

  function look(
    grant: GrantDef,
    purpose: PurposeDef,
    resource: ResourceDef,
    asked: readonly boolean[],
    role?: string,
  ): void {
    const levels = sights.of(grant, purpose, resource)
    const at = levels ? asked.findIndex((wanted, i) => wanted && (levels[i] as number) >= least) : -1
    if (!levels || at === -1) return
    const witness = witnesses.find(resource, reachOf(grant, resource), [])
    if (witness === undefined) return
    const { path, rule } = resource.fields[at] as FieldDef
    const outcome = levels[at] === CLEAR ? 'clear' : 'masked'
    found.add(witness, () => ({
      ...(role !== undefined && { role }),
      purpose: purpose.name,
      resource: resource.name,
      field: path,
      outcome,
      rules: [grant.rule, pointer('purposes', purpose.name), rule],
      what: `${role ?? 'the person a row is about'} sees ${resource.name}.${path} ${outcome} for ${purpose.name}`,
    }))
  }
}

/** The purposes named and those below them, in the order of the policy. */
export function purposesOf({ purposes }: Catalog, named: readonly string[] | undefined): PurposeDef[] {
  const wanted = named && new Set(named.flatMap((name) => purposes.get(name)?.family ?? []))
  return [...purposes.values()].filter(({ name }) => !wanted || wanted.has(name))
}

function rolesOf({ roles }: Catalog, { no, except = [] }: NeverSees): string[] {
  const named = no === 'role' || no === 'one' ? [...roles.keys()] : no
  return named.filter((role) => !except.includes(role))
}
