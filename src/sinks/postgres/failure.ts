import { isPurposeboundError, PurposeboundError } from '../../index.js'
import { codeOf } from '../../postgres/connection.js'

/** The server's word, never its message, which holds data. */
export function failure(error: unknown): PurposeboundError {
  if (isPurposeboundError(error)) return error
  return new PurposeboundError('sink_failed', `\`postgres\`, ${codeOf(error) ?? 'an error'}`)
}

/** Whether the connection is to blame, so that another one may do better. */
export function isDisconnect(error: unknown): boolean {
  if (isPurposeboundError(error)) return false
  const code = codeOf(error)
  return code === undefined || /^(08...|57P0.|ECONN.*|EPIPE)$/.test(code)
}
