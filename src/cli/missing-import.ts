import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suggest } from '../index.js'
import type { Problem } from './failure.js'
import { importsOf } from './module-place.js'

const CODES = ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND']
const ASKED = /^Cannot find (?:package|module) '(.+?)'(?: imported from (\S.*))?/

/** What a module imports and there is not: the import with its line, and what was probably meant. */
export function missingImport(message: string, code: string | undefined, file: string): Problem | undefined {
  const [, asked, from] = (CODES.includes(code ?? '') && ASKED.exec(message.split('\n')[0] ?? '')) || []
  if (asked === undefined) return undefined
  // of CommonJS the first of the stack of those who required it
  const importer = pathOf(from ?? /^- (.+)$/m.exec(message)?.[1] ?? resolve(file))
  const sought = resolve(dirname(importer), pathOf(asked))
  const found = importsOf(importer).find(
    ({ specifier }) =>
      specifier === asked ||
      specifier.startsWith(`${asked}/`) ||
      (specifier.startsWith('.') && resolve(dirname(importer), specifier) === sought),
  )
  const specifier = found?.specifier ?? asked
  const isFile = /^(\.|\/|file:|[A-Za-z]:)/.test(specifier)
  return {
    file,
    ...found?.spot,
    message: `there is no ${isFile ? 'module' : 'package'} \`${specifier}\``,
    hint: isFile ? fileHint(sought, specifier, importer) : `\`npm install ${packageOf(specifier)}\``,
  }
}

function fileHint(sought: string, specifier: string, importer: string): string {
  const typed = sought.replace(/\.([cm]?)js$/, '.$1ts')
  if (typed !== sought && existsSync(typed))
    return /ts$/.test(importer)
      ? '`.js` for a TypeScript file is understood by jiti: `npm install --save-dev jiti`'
      : `there is \`${basename(typed)}\`, which only a module in TypeScript can import: call this one \`.ts\`, or build that one first`
  const folder = dirname(sought)
  const near = existsSync(folder) ? readdirSync(folder) : []
  const meant =
    near.find((name) => name.replace(/\.\w+$/, '') === basename(sought)) ?? suggest(basename(sought), near)
  return meant === undefined
    ? 'write it, or mend the import'
    : `did you mean \`${specifier.slice(0, specifier.lastIndexOf('/') + 1)}${meant}\`?`
}

function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

function pathOf(named: string): string {
  return named.startsWith('file:') ? fileURLToPath(named) : named
}
