import { pointer } from '../../catalog/pointer.js'
import { deny, type Layer } from '../finding.js'
import { covers } from '../question.js'

/** 3. Does a grant of the actor's roles name this purpose and action, in time, or is it about the actor? (article 11) */
export const role: Layer = (question) => {
  const { candidates, inForce, self, actor, catalog, resource } = question
  if (inForce.length > 0 || self) return []
  const expired = candidates.filter((grant) => covers(grant, question))
  if (expired.length > 0) return expired.map(({ rule }) => deny('role_expired', `${rule}/until`))
  if (candidates.length > 0) {
    return candidates.map(({ rule, may }) =>
      deny(
        'role_not_permitted',
        may.has(question.action) ? rule + pointer('where', resource.name) : `${rule}/may`,
      ),
    )
  }
  const known = actor.roles.flatMap((name) => catalog.roles.get(name) ?? [])
  return known.length > 0
    ? known.map(({ rule }) => deny('role_not_permitted', `${rule}/purposes`))
    : [deny('role_not_permitted', '/roles')]
}
