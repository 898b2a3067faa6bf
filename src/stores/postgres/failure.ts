import { isPurposeboundError, PurposeboundError } from '../../index.js'
import { codeOf } from '../../postgres/connection.js'

/** The server's word, never its message, which holds data. */
export function failure(error: unknown): PurposeboundError {
  return isPurposeboundError(error) ? error : failed(codeOf(error) ?? 'an error')
}

export function failed(detail: string): PurposeboundError {
  return new PurposeboundError('store_failed', `\`postgres\`, ${detail}`)
}

/**
 * Whether the same may do better on another connection: it was cut, a deadlock was broken, or a key was taken by somebody
 * else in the same moment.
 */
export function isPassing(error: unknown): boolean {
  if (isPurposeboundError(error)) return false
  const code = codeOf(error)
  return code === undefined || /^(08...|57P0.|40001|40P01|23505|ECONN.*|EPIPE)$/.test(code)
}
