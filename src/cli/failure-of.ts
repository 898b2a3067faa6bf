import { isPurposeboundError } from '../index.js'
import { Failure, type Problem } from './failure.js'

/** Whatever was thrown, as problems with a place and a hint. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error
  if (isPurposeboundError(error)) return new Failure(...problemsOf(error))
  const { code } = Object(error) as NodeJS.ErrnoException
  if (code === 'EACCES' || code === 'EPERM') return new Failure(noPermission(error))
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return new Failure({
    message: text,
    hint: 'this is a defect of `purposebound`: please report it with these lines',
  })
}

/** A file that may not be opened: which, where the system says so. */
export function noPermission(error: unknown, otherwise?: string): Problem {
  const { code, path = otherwise } = Object(error) as NodeJS.ErrnoException
  return {
    ...(path !== undefined && { file: path }),
    message: `this may not be read or written (${code})`,
    hint: 'see to its permissions',
  }
}

function problemsOf(error: { readonly message: string; readonly issues?: readonly unknown[] }): Problem[] {
  if (!error.issues) return [{ message: withoutCode(error.message) }]
  return (error.issues as readonly Issue[]).map(({ path, message, suggestion, file, line, column }) => ({
    ...(file !== undefined && { file }),
    ...(line !== undefined && { line }),
    ...(column !== undefined && { column }),
    message: path === '' || path === undefined || file !== undefined ? message : `${path}: ${message}`,
    ...(suggestion !== undefined && { hint: `did you mean \`${suggestion}\`?` }),
  }))
}

interface Issue {
  readonly path?: string
  readonly message: string
  readonly suggestion?: string
  readonly file?: string
  readonly line?: number
  readonly column?: number
}

/** `the configuration is invalid: …` says nothing to who typed a command. */
function withoutCode(message: string): string {
  return message.replace(/^the (configuration|input|policy) is invalid: /, '')
}
