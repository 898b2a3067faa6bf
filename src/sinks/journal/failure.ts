import { constants } from 'node:os'
import { isPurposeboundError, PurposeboundError } from '../../index.js'

/** The system's word (`ENOSPC`), never its message, which holds the path. */
export function codeOf(error: unknown): string {
  const { code, errno } = Object(error) as { readonly code?: unknown; readonly errno?: unknown }
  if (typeof code === 'string' && !code.startsWith('Unknown system error')) return code
  // Node has no name for some, `EDQUOT` among them
  const known = Object.entries(constants.errno).find(([, number]) => number === -Number(errno))
  return known?.[0] ?? 'an error'
}

/** What a caller gets for a record that is not written. */
export function sinkFailed(why: string): PurposeboundError {
  return new PurposeboundError('sink_failed', `\`journal\`, ${why}`)
}

/** What an operator gets for a log that cannot be opened. */
export function logInvalid(why: string): PurposeboundError {
  return new PurposeboundError('log_invalid', why)
}

/** An error as the system would give it. */
export function coded(code: string): Error {
  return Object.assign(new Error(code), { code })
}

/** What may be said of a stranger's error: a code such as `ECONNREFUSED`; its message may hold data. */
export function wordOf(error: unknown): string {
  try {
    const code = codeOf(error)
    return isPurposeboundError(error) || /^[A-Z][A-Z0-9_]{1,40}$/.test(code) ? code : 'an error'
  } catch {
    return 'an error'
  }
}
