import type { Actor } from 'purposebound'
import type { Welearn } from './policy.js'

/** The employees who answer members. */
export const REPS = ['e-11', 'e-12', 'e-13', 'e-14'] as const

/** Who works at WeLearn. In a real service an actor is made from the session of each request. */
export const staff = {
  verifier: { id: 'e-1', roles: ['verifier'] },
  agent: { id: 'e-11', roles: ['agent'] },
  colleague: { id: 'e-12', roles: ['agent'] },
  marketer: { id: 'e-21', roles: ['marketer'] },
  analyst: { id: 'e-31', roles: ['analyst'] },
  reviewer: { id: 'e-41', roles: ['reviewer'] },
  maintainer: { id: 'e-51', roles: ['maintainer'] },
  notifier: { id: 'notices', kind: 'service', roles: ['notifier'] },
} as const satisfies { readonly [name: string]: Actor<Welearn> }

/** A member at their own page: no role, but the person whom the account is. */
export function memberSelf(memberId: string): Actor<Welearn> {
  return { id: `login-${memberId}`, kind: 'person', roles: [], subject: memberId }
}
