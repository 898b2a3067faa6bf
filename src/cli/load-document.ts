import { existsSync } from 'node:fs'
import { extname } from 'node:path'
import { isPurposeboundError, type Policy, parsePolicy, type Schema } from '../index.js'
import { Failure } from './failure.js'
import { loadModule } from './load-module.js'
import { assertReadable } from './readable.js'
import { readText, type Text } from './text.js'

const EXTENSIONS = ['.ts', '.mts', '.js', '.mjs', '.cjs']

/**
 * A policy from a document, over the schemas that a module beside it exports, one a resource.
 *
 * @throws Failure
 */
export async function loadDocument(file: string, named: string | undefined): Promise<Policy> {
  const text = await readText(file)
  const schemas = await loadSchemas(file, named, text)
  try {
    return parsePolicy(text.data as object, { schemas })
  } catch (error) {
    if (!isPurposeboundError(error) || !error.issues) throw error
    throw new Failure(
      ...error.issues.map(({ path, message, suggestion }) => ({
        file,
        ...text.spot(path),
        message: `${path || '/'}: ${message}`,
        ...(suggestion !== undefined && { hint: `did you mean \`${suggestion}\`?` }),
      })),
    )
  }
}

async function loadSchemas(
  file: string,
  named: string | undefined,
  { data }: Text,
): Promise<{ readonly [resource: string]: Schema }> {
  const stem = file.slice(0, -extname(file).length)
  const beside = EXTENSIONS.map((extension) => `${stem}.schemas${extension}`)
  const found = named ?? beside.find((each) => existsSync(each))
  if (found === undefined)
    throw new Failure({
      file,
      message: 'a policy document needs the zod schemas of its resources',
      hint: `export them from \`${stem}.schemas.js\`, one by the name of each resource, or name the module: --schemas <file>`,
    })
  assertReadable(found)
  const module = await loadModule(found)
  const inner = module['schemas'] ?? module['default'] ?? {}
  const all = { ...module, ...(inner as { readonly [name: string]: unknown }) }
  const resources = Object.keys(Object((data as { resources?: object } | null)?.resources))
  const missing = resources.filter((name) => !Object.hasOwn(all, name))
  if (missing.length > 0)
    throw new Failure({
      file: found,
      message: `no schema is exported for ${missing.map((name) => `\`${name}\``).join(', ')}`,
      hint: 'each export has the name of a resource: `export const member = z.object({ … })`',
    })
  return Object.fromEntries(resources.map((name) => [name, all[name] as Schema]))
}
