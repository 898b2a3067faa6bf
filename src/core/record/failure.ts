import { isPurposeboundError } from '../errors.js'

/** Why a write failed: in words, for a log of the operator, and as a code, for a record. Neither holds a word of a stranger. */
export interface Failure {
  readonly why: string
  readonly cause: string
}

const CODE = /^[A-Z][A-Z0-9_]{1,40}$/

/** A code such as `ENOSPC`, or nothing: the message of a stranger's error may hold data. */
export function failureOf(error: unknown): Failure {
  try {
    if (isPurposeboundError(error)) {
      const last = error.message.split(' ').at(-1)!
      return { why: error.message, cause: CODE.test(last) ? last : 'sink_failed' }
    }
    const code = (error as { code?: unknown } | null)?.code
    if (typeof code === 'string' && CODE.test(code)) return { why: code, cause: code }
  } catch {
    // not even its code can be read
  }
  return { why: 'an error', cause: 'sink_failed' }
}

export function late(deadlineMs: number): Failure {
  return { why: `no answer within ${deadlineMs} ms`, cause: 'sink_timeout' }
}

/** A sink that keeps to no contract promises nothing. */
export function odd(why: string): Failure {
  return { why, cause: 'sink_failed' }
}

/** What a stranger gives as a code, if it looks like one. */
export function codeOf(cause: unknown): string {
  return typeof cause === 'string' && /^[A-Za-z][A-Za-z0-9_]{1,40}$/.test(cause) ? cause : 'sink_failed'
}
