import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { dirname, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Spot } from './failure.js'

const PLACE = /^\s*(?:at (?:async )?)?(?:.*\()?((?:file:\/\/|\/|[A-Za-z]:[\\/]).*?):(\d+)(?::(\d+))?\)?\s*$/
const MOST_FILES = 50

/** Whoever threw: the first place of a stack that is neither Node's, nor this package's, nor of another package. */
export function thrownAt(stack: string, file: string): Spot | undefined {
  const whole = resolve(file)
  for (const line of stack.split('\n')) {
    const [, named, row, column] = PLACE.exec(line) ?? []
    const path = named === undefined ? undefined : pathOf(named)
    if (path === undefined || (path !== whole && isForeign(path))) continue
    return {
      file: path === whole ? file : shown(path),
      line: Number(row),
      ...(column !== undefined && { column: Number(column) }),
    }
  }
  return undefined
}

/** Where a module, or one that it imports, cannot be parsed: an error that is caught does not name its place. */
export function brokenPlace(file: string): Spot | undefined {
  for (const path of modulesOf(file).filter((each) => /\.[cm]?js$/.test(each))) {
    const { status, stderr } = spawnSync(process.execPath, ['--check', path], { encoding: 'utf8' })
    if (status !== 0) return thrownAt(stderr, file) ?? { file: shown(path) }
  }
  return undefined
}

/** Where something other than an error is thrown, which bears no stack: where there is one such line alone. */
export function bareThrow(file: string): Spot | undefined {
  const [only, ...others] = modulesOf(file).flatMap((path) =>
    placesOf(path, /\bthrow\s+(?!new\b)\S/g).map(({ spot }) => spot),
  )
  return others.length === 0 ? only : undefined
}

/** What a module imports, each with its place: good enough for a message. */
export function importsOf(path: string): { readonly specifier: string; readonly spot: Spot }[] {
  return placesOf(path, /(?:\bfrom|\bimport|\bimport\s*\(|\brequire\s*\()\s*(['"])(.+?)\1/g).map(
    ({ match, spot }) => ({
      specifier: match[2] as string,
      spot,
    }),
  )
}

/** A module and those of the same project that it imports, as far as they are named by their files. */
function modulesOf(file: string): string[] {
  const found = [resolve(file)]
  for (const path of found)
    for (const { specifier } of importsOf(path)) {
      const next = resolve(dirname(path), specifier)
      const known = found.includes(next) || found.length >= MOST_FILES
      if (specifier.startsWith('.') && !known && statSync(next, { throwIfNoEntry: false })?.isFile())
        found.push(next)
    }
  return found
}

function placesOf(path: string, pattern: RegExp): { readonly match: RegExpExecArray; readonly spot: Spot }[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((text, index) =>
      [...text.matchAll(pattern)].map((match) => ({
        match,
        spot: { file: shown(path), line: index + 1, column: match.index + 1 },
      })),
    )
}

/** A path as somebody in this folder would write it. */
function shown(path: string): string {
  const from = relative('.', path)
  return from.startsWith('..') ? path : from
}

function pathOf(named: string): string | undefined {
  try {
    return named.startsWith('file:') ? fileURLToPath(named) : named
  } catch {
    return undefined
  }
}

function isForeign(path: string): boolean {
  const own = dirname(fileURLToPath(import.meta.url))
  return path.split(/[\\/]/).includes('node_modules') || path.startsWith(`${own}${sep}`)
}
