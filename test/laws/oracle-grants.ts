import type { PolicyDocument } from '../../src/index.js'
import type { Question, Why } from './oracle-question.js'

/** The grants in force, and, where there are none, why, at each place that would permit. */
export function grantsOf(
  { roles }: PolicyDocument,
  { purpose, actor, resource, action = 'read' }: Question,
  now: number,
) {
  const known = [...new Set(actor.roles)].filter((role) => Object.hasOwn(roles, role))
  const all = known.flatMap((role) => {
    const said = roles[role]!
    return [said].flat().map((grant, index) => ({
      rule: Array.isArray(said) ? `/roles/${role}/${index}` : `/roles/${role}`,
      sees: grant.sees,
      covers: grant.where === undefined || Object.hasOwn(grant.where, resource),
      where: grant.where?.[resource] === 'all' ? undefined : grant.where?.[resource],
      serves: grant.purposes.includes(purpose),
      may: (grant.may ?? ['read']).includes(action),
      until: grant.until === undefined ? Number.POSITIVE_INFINITY : Date.parse(grant.until),
    }))
  })
  const serving = all.filter(({ serves }) => serves)
  const fitting = serving.filter(({ may, covers }) => may && covers)
  const why: Why[] =
    fitting.length > 0
      ? fitting.map(({ rule }) => ({ reason: 'role_expired', rule: `${rule}/until` }))
      : serving.length > 0
        ? serving.map(({ rule, may }) => ({
            reason: 'role_not_permitted',
            rule: may ? `${rule}/where/${resource}` : `${rule}/may`,
          }))
        : all.length > 0
          ? all.map(({ rule }) => ({ reason: 'role_not_permitted', rule: `${rule}/purposes` }))
          : [{ reason: 'role_not_permitted', rule: '/roles' }]
  return { live: fitting.filter(({ until }) => now < until), why }
}
