import { existsSync, readdirSync, type Stats, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { suggest } from '../index.js'
import { Failure } from './failure.js'

const MIB = 1024 * 1024
const LARGEST = 8 * MIB

/** @throws Failure where there is no such file. */
export function statOf(file: string): Stats {
  const found = statSync(file, { throwIfNoEntry: false })
  if (found) return found
  const folder = dirname(resolve(file))
  const near = existsSync(folder) ? readdirSync(folder) : []
  const meant = suggest(relative(folder, resolve(file)), near)
  throw new Failure({
    file,
    message: 'there is no such file',
    ...(meant !== undefined && { hint: `did you mean \`${join(dirname(file), meant)}\`?` }),
  })
}

/** @throws Failure where there is no such file, or one that is no policy by its size alone. */
export function assertReadable(file: string, largest = LARGEST): void {
  const found = statOf(file)
  if (found.isDirectory()) throw new Failure({ file, message: 'this is a folder', hint: 'name a file in it' })
  if (found.size > largest)
    throw new Failure({
      file,
      message: `this file has ${Math.ceil(found.size / MIB)} MiB, more than any policy (${LARGEST / MIB})`,
      hint: 'is it the right file? a policy holds names and conditions, and no data',
    })
  if (found.size === 0)
    throw new Failure({
      file,
      message: 'this file is empty',
      hint: 'is it the right file? `purposebound init` writes a policy and a table',
    })
}
