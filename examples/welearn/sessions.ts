import type { Actor } from 'purposebound'
import type { Welearn } from './policy.js'
import { memberSelf, staff } from './staff.js'

/** Who is logged in, by token. In earnest: your session store, or the claims of a token that you have verified. */
const SESSIONS: ReadonlyMap<string, Actor<Welearn>> = new Map<string, Actor<Welearn>>([
  ['agent', staff.agent],
  ['colleague', staff.colleague],
  ['marketer', staff.marketer],
  ['newsletter', { id: 'newsletter', kind: 'service', roles: ['marketer'] }],
])

/** The actor of a request; undefined where nobody is logged in. A member's token names the member. */
export function actorOf(authorization: string | undefined): Actor<Welearn> | undefined {
  const [, token = ''] = /^Bearer (\S+)$/.exec(authorization ?? '') ?? []
  const [, memberId] = /^member:(m-\d+)$/.exec(token) ?? []
  return memberId === undefined ? SESSIONS.get(token) : memberSelf(memberId)
}

/** The member at their own page. */
export function memberIdOf(authorization: string | undefined): string {
  return String(actorOf(authorization)?.subject ?? '')
}
