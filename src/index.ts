// what exists
export { definePolicy, parsePolicy } from './core/catalog/policy.js'
export { personKey, samePerson, toPerson } from './core/catalog/person.js'
// may they?
export { decide } from './core/decide/decide.js'
export { foldConsent } from './core/decide/consent.js'
// what do they get?
export { boundTo, withheld } from './core/enforce/withheld.js'
export { isClear } from './core/enforce/is-clear.js'
// the gate
export { createGate } from './core/gate.js'
// when it goes wrong
export { AccessDenied, ERRORS, isPurposeboundError, PolicyError, PurposeboundError, REASONS } from './core/errors.js'
