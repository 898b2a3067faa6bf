import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Failure } from './failure.js'
import { inTime } from './in-time.js'
import { moduleProblems } from './module-problems.js'

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
  return inTime(file, async () => {
    try {
      if (!jiti) return (await import(pathToFileURL(path).href)) as Module
      const { createJiti } = (await import(pathToFileURL(jiti).href)) as typeof import('jiti')
      return await createJiti(path, { fsCache: false, interopDefault: false }).import<Module>(path)
    } catch (error) {
      throw new Failure(...moduleProblems(error, file))
    }
  })
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
