import { resolveActor } from '../decide/actor.js'
import { readOwn, unpolluted } from '../decide/own.js'
import type { CheckedKeys } from '../record/keys.js'
import type { Intent } from './operation.js'
import { readTokens } from './token.js'
import { newTrail, type Trail } from './trail.js'

/** What comes with a request, read once; where it cannot be read, nobody can be taken to ask. */
export function readContext(keys: CheckedKeys, purpose: unknown, context: unknown, trail?: Trail): Intent {
  try {
    const { actor, justification, request, traceparent, allowedPurposes, atLeast, ext } = unpolluted(
      context,
      isPolluted(),
    )
    return {
      purpose,
      actor: resolveActor(actor),
      justification,
      request,
      traceparent,
      allowedPurposes: Array.isArray(allowedPurposes) ? Array.from(allowedPurposes) : allowedPurposes,
      atLeast: readTokens(keys, atLeast),
      ext,
      trail,
    }
  } catch {
    return { purpose, actor: 'input_invalid', trail }
  }
}

/** The same where the purpose stands beside the rest. */
export function readSubjectContext(keys: CheckedKeys, context: unknown): Intent {
  try {
    const { purpose } = unpolluted(context, 'purpose' in Object.prototype)
    return readContext(keys, purpose, context)
  } catch {
    return { purpose: undefined, actor: 'input_invalid' }
  }
}

function isPolluted(): boolean {
  const all = Object.prototype
  return (
    'actor' in all ||
    'justification' in all ||
    'request' in all ||
    'traceparent' in all ||
    'allowedPurposes' in all ||
    'atLeast' in all ||
    'ext' in all
  )
}

/** The method and the route of a request; what is no text is not recorded. */
export function readTrail(context: unknown): Trail {
  try {
    const http = Object(readOwn(Object(context), 'http'))
    const [method, route] = [readOwn(http, 'method'), readOwn(http, 'route')]
    const known = typeof route === 'string' || typeof route === 'function'
    return newTrail(typeof method === 'string' ? method : '', known ? (route as string) : '')
  } catch {
    return newTrail('', '')
  }
}
