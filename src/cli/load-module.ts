import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { basename, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { isPurposeboundError } from '../index.js'
import { Failure, type Problem } from './failure.js'

type Module = { readonly [name: string]: unknown }

/**
 * Runs a module and gives what it exports. TypeScript goes by `jiti` where it is installed, else by Node itself, which
 * strips types from 22.18 on.
 *
 * @throws Failure
 */
export async function loadModule(file: string): Promise<Module> {
  const path = resolve(file)
  const typed = /\.[cm]?ts$/.test(path)
  const jiti = typed ? findJiti(path) : undefined
  if (typed && !jiti && !('typescript' in process.features && process.features.typescript))
    throw new Failure({
      file,
      message: `Node ${process.version} does not run TypeScript by itself`,
      hint: '`npm install --save-dev jiti`, or Node 22.18 or later',
    })
  try {
    if (!jiti) return (await import(pathToFileURL(path).href)) as Module
    const { createJiti } = (await import(pathToFileURL(jiti).href)) as typeof import('jiti')
    return await createJiti(path, { fsCache: false, interopDefault: false }).import<Module>(path)
  } catch (error) {
    throw new Failure(...problemsOf(error, file))
  }
}

/** Where `jiti` is installed: beside the file, else beside this command. */
function findJiti(path: string): string | undefined {
  for (const from of [path, fileURLToPath(import.meta.url)]) {
    try {
      return createRequire(from).resolve('jiti')
    } catch {
      // not here
    }
  }
  return undefined
}

function problemsOf(error: unknown, file: string): Problem[] {
  if (isPurposeboundError(error) && error.issues)
    return error.issues.map(({ path, message, suggestion }) => ({
      file,
      message: `${path || '/'}: ${message}`,
      ...(suggestion !== undefined && { hint: `did you mean \`${suggestion}\`?` }),
    }))
  const { name = 'Error', message = String(error), stack = '', code } = Object(error) as NodeJS.ErrnoException
  const first = String(message).split('\n')[0] ?? ''
  const hint =
    code === 'ERR_MODULE_NOT_FOUND' && /\.js'/.test(first)
      ? '`.js` for a TypeScript file is understood by jiti: `npm install --save-dev jiti`'
      : undefined
  const spot = spotOf(`${stack}\n${message}\n${name === 'SyntaxError' ? checked(file) : ''}`, file)
  return [{ ...spot, message: `${name}: ${first}`, ...(hint && { hint }) }]
}

/** What Node says of a file that it cannot parse: an error that is caught does not name its place. */
function checked(file: string): string {
  return spawnSync(process.execPath, ['--check', file], { encoding: 'utf8' }).stderr
}

/** The first place in the file that an error names. */
function spotOf(text: string, file: string): Pick<Problem, 'file' | 'line' | 'column'> {
  const name = basename(file).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const [, line, column] = new RegExp(`${name}:(\\d+)(?::(\\d+))?`).exec(text) ?? []
  const [, row, at] = line === undefined ? (/\((\d+):(\d+)\)/.exec(text) ?? []) : []
  return {
    file,
    ...((line ?? row) !== undefined && { line: Number(line ?? row) }),
    ...((column ?? at) !== undefined && { column: Number(column ?? at) }),
  }
}
