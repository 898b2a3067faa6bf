import type { PolicyDocument } from './document.js'
import type { Issues } from './issues.js'
import { pointer } from './pointer.js'
import type { PurposeDef } from './purpose.js'
import type { ResourceDef } from './resource.js'
import { nearest } from './target.js'

/**
 * An incidental purpose (policy article 5 (9)) shows only fields that a parent uses, and none more clearly than one does.
 *
 * Compared are fields and no names: a category here may be named field by field there.
 */
export function checkIncidental(
  name: string,
  declared: PolicyDocument['purposes'],
  purposes: ReadonlyMap<string, PurposeDef>,
  resources: ReadonlyMap<string, ResourceDef>,
  issues: Issues,
): void {
  const { incidental, within = [] } = declared[name] ?? {}
  const purpose = purposes.get(name)
  if (!incidental || !purpose) return
  if (within.length === 0)
    issues.add(pointer('purposes', name, 'within'), 'an incidental purpose says what it is incidental to')
  const parents = within.flatMap((above) => purposes.get(above) ?? [])
  // one that is unknown may use anything
  if (within.length === 0 || parents.length < within.length) return
  const said = new Set<string>()
  for (const resource of resources.values()) {
    for (const { path, class: kind, chain } of resource.fields) {
      const use = kind === 'personal' ? nearest(chain, purpose.uses) : undefined
      if (!use || said.has(use.rule)) continue
      const shown = parents.map((parent) => nearest(chain, parent.uses)?.at)
      if (shown.includes('clear') || shown.includes(use.at)) continue
      said.add(use.rule)
      const more = shown.includes('masked') ? 'more than masked' : ''
      issues.add(
        use.rule,
        `an incidental purpose uses only what its parents use, and none uses \`${resource.name}.${path}\`${more && ` ${more}`}`,
      )
    }
  }
  if (!purpose.pseudonymous && parents.every((parent) => parent.pseudonymous))
    issues.add(
      pointer('purposes', name, 'pseudonymous'),
      'an incidental purpose shows keys no more clearly than its parents, and they show pseudonyms',
    )
}
