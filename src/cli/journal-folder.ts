import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { suggest } from '../index.js'
import { Failure } from './failure.js'

/** @throws Failure where there is no such folder. */
export function assertFolder(folder: string): void {
  const found = statSync(folder, { throwIfNoEntry: false })
  if (found?.isDirectory()) return
  if (found)
    throw new Failure({ file: folder, message: 'this is a file', hint: 'name the folder of the journal' })
  const above = dirname(resolve(folder))
  const meant = suggest(relative(above, resolve(folder)), existsSync(above) ? readdirSync(above) : [])
  throw new Failure({
    file: folder,
    message: 'there is no such folder',
    ...(meant !== undefined && { hint: `did you mean \`${join(dirname(folder), meant)}\`?` }),
  })
}
