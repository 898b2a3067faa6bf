import type { Action } from './action.js'
import type { PolicyDocument } from './document.js'
import type { Issues } from './issues.js'
import { pointer } from './pointer.js'
import type { PurposeDef } from './purpose.js'
import type { Targets } from './target.js'

/** What is forbidden whatever anybody grants. A missing list means all. */
export interface ProhibitionDef {
  readonly rule: string
  /** The purposes named and all below them. */
  readonly purposes?: ReadonlySet<string>
  readonly of?: ReadonlySet<string>
  /** With it, only a provision to one of these is forbidden. */
  readonly recipients?: ReadonlySet<string>
  readonly actions?: ReadonlySet<Action>
}

export function buildProhibitions(
  declared: PolicyDocument['prohibitions'] = [],
  purposes: ReadonlyMap<string, PurposeDef>,
  recipients: Iterable<string>,
  targets: Targets,
  issues: Issues,
): readonly ProhibitionDef[] {
  const ids = new Set<string>()
  const known = new Set(recipients)
  return declared.map(({ id, purposes: named, of, recipients: to, actions }, index) => {
    const at = (...path: (string | number)[]) => pointer('prohibitions', index, ...path)
    if (ids.has(id)) issues.add(at('id'), `the id \`${id}\` stands twice`)
    ids.add(id)
    for (const [key, list] of Object.entries({ purposes: named, of, recipients: to, actions }))
      if (list?.length === 0)
        issues.add(
          at(key),
          'an empty list forbids nothing: name what is meant, or leave the key out to mean all',
        )
    for (const [i, purpose] of (named ?? []).entries()) {
      if (!purposes.has(purpose)) issues.unknown(at('purposes', i), 'purpose', purpose, purposes.keys())
    }
    for (const [i, target] of (of ?? []).entries()) targets.checkPlace(target, at('of', i), issues)
    for (const [i, name] of (to ?? []).entries())
      if (!known.has(name)) issues.unknown(at('recipients', i), 'recipient', name, known)
    return {
      rule: pointer('prohibitions', id),
      ...(named && { purposes: new Set(named.flatMap((purpose) => purposes.get(purpose)?.family ?? [])) }),
      ...(of && { of: new Set(of) }),
      ...(to && { recipients: new Set(to) }),
      ...(actions && { actions: new Set<Action>(actions) }),
    }
  })
}
