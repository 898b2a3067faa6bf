import { existsSync } from 'node:fs'
import { extname } from 'node:path'
import type { Policy } from '../index.js'
import { Failure } from './failure.js'
import { loadModule } from './load-module.js'
import { assertReadable } from './readable.js'

/** A policy with the file that it came from. */
export interface Loaded {
  readonly policy: Policy
  readonly file: string
}

const MODULES = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs']
const TEXTS = ['.json', '.yaml', '.yml']
const USUAL = ['policy', 'purposebound/policy'].flatMap((name) =>
  [...MODULES, ...TEXTS].map((extension) => `${name}${extension}`),
)

/** Options of every command that takes a policy. */
export interface PolicyOptions {
  readonly schemas?: string
}

/**
 * Loads the policy of a file, or of `policy.*` or `purposebound/policy.*` where none is named.
 *
 * @throws Failure
 */
export async function loadPolicy(named: string | undefined, { schemas }: PolicyOptions): Promise<Loaded> {
  const file = named ?? USUAL.find((each) => existsSync(each))
  if (file === undefined)
    throw new Failure({
      message: 'there is no policy here',
      hint: 'name its file, or write one with `purposebound init`',
    })
  assertReadable(file)
  const extension = extname(file).toLowerCase()
  if (MODULES.includes(extension)) return { policy: policyIn(await loadModule(file), file), file }
  if (!TEXTS.includes(extension))
    throw new Failure({ file, message: 'a policy is a module (.ts, .js) or a document (.json, .yaml)' })
  const { loadDocument } = await import('./load-document.js')
  return { policy: await loadDocument(file, schemas), file }
}

/** The policy that a module exports: `default`, `policy`, or the only one. */
function policyIn(module: { readonly [name: string]: unknown }, file: string): Policy {
  const inner = module['default']
  const all = { ...module, ...(typeof inner === 'object' && inner !== null && !isPolicy(inner) && inner) }
  const found = Object.entries(all).filter(([, value]) => isPolicy(value))
  const chosen = found.find(([name]) => name === 'default') ?? found.find(([name]) => name === 'policy')
  const only = new Set(found.map(([, value]) => value)).size === 1 ? found[0] : undefined
  const policy = chosen ?? only
  if (policy) return policy[1] as Policy
  throw new Failure(
    found.length === 0
      ? {
          file,
          message: 'this module exports no policy',
          hint: 'write `export const policy = definePolicy({ … })`',
        }
      : {
          file,
          message: `this module exports several policies: ${found.map(([name]) => `\`${name}\``).join(', ')}`,
          hint: 'name one of them `policy`, or make it the default export',
        },
  )
}

function isPolicy(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    'digest' in value &&
    'document' in value &&
    'schemas' in value
  )
}
