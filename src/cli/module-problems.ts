import { isPurposeboundError } from '../index.js'
import type { Problem } from './failure.js'
import { noPermission } from './failure-of.js'
import { missingImport } from './missing-import.js'
import { bareThrow, brokenPlace, thrownAt } from './module-place.js'

const LONGEST = 400

/** Why a module could not be loaded: what, where, and what to do. */
export function moduleProblems(error: unknown, file: string): Problem[] {
  try {
    return problemsOf(error, file)
  } catch {
    // an error whose parts throw when they are read
    return [{ file, message: 'this module threw something that cannot be read', hint: THROW_ERRORS }]
  }
}

function problemsOf(error: unknown, file: string): Problem[] {
  if (!(error instanceof Error || (typeof error === 'object' && error !== null && 'message' in error)))
    return [{ file, ...bareThrow(file), message: `this module threw ${inWords(error)}`, hint: THROW_ERRORS }]
  const { stack, code } = error as NodeJS.ErrnoException
  const message = String(error.message)
  const place = thrownAt(`${stack}\n${message}`, file)
  if (isPurposeboundError(error) && error.issues)
    return error.issues.map(({ path, message, suggestion }) => ({
      ...(place ?? { file }),
      message: `${path || '/'}: ${message}`,
      ...(suggestion !== undefined && { hint: `did you mean \`${suggestion}\`?` }),
    }))
  const missing = missingImport(message, code, file)
  if (missing) return [{ ...place, ...missing }]
  if (code === 'EACCES' || code === 'EPERM') return [noPermission(error, place?.file ?? file)]
  const [first = ''] = message.split('\n')
  const name = 'name' in error ? String(error.name) : 'Error'
  // jiti names what it cannot parse in the message
  const parse = /^(?:ParseError: )(.*\S)\s*$/.exec(first)
  const said = parse ? `SyntaxError: ${parse[1]}` : `${name}: ${first}`
  const syntax = parse !== null || (name === 'SyntaxError' && !EXPORT.test(first))
  const spot = place ?? (syntax ? brokenPlace(file) : undefined) ?? { file }
  return [{ ...spot, message: said.slice(0, LONGEST), hint: hintOf(first, syntax) }]
}

const THROW_ERRORS = 'throw an `Error`, which says where: a policy module is run when it is read'
const EXPORT = /does not provide an export named/
const HINTS: readonly [message: RegExp, hint: string][] = [
  [EXPORT, 'see what that module exports: the name is misspelt, or of another version'],
  [
    /outside a module|Unexpected token 'export'/,
    'call the file `.mjs`, or set `"type": "module"` in package.json',
  ],
  [
    /in ES module scope/,
    'use `import`, and `import.meta.url` in place of `__dirname`; or call the file `.cjs`',
  ],
  [/needs an import (attribute|assertion) of type/, "write `import … from '….json' with { type: 'json' }`"],
  [/is not exported|not defined by "exports"/, 'the package has no such door: see its `exports`'],
]

function hintOf(message: string, syntax: boolean): string {
  const known = HINTS.find(([pattern]) => pattern.test(message))
  if (known) return known[1]
  return syntax
    ? 'the file cannot be parsed: look at this line and the one before it'
    : 'a policy module is run when it is read: mend this line, or keep what needs a service out of the module'
}

/** What was thrown in place of an error. An object may hold anything: it is not shown. */
function inWords(thrown: unknown): string {
  if (typeof thrown === 'string') return `the text ${JSON.stringify(thrown.slice(0, 200))}`
  if (typeof thrown === 'object' && thrown !== null) return 'an object that is no error'
  return typeof thrown === 'function' ? 'a function' : `\`${String(thrown)}\``
}
