import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { Failure } from './failure.js'

/**
 * Writes new files, all of them or none: none is there before, and each appears whole.
 *
 * @throws Failure where one is there already, or cannot be written.
 */
export function writeNew(files: { readonly [path: string]: string }): void {
  const paths = Object.keys(files)
  const there = paths.filter((path) => existsSync(path))
  if (there.length > 0)
    throw new Failure(
      ...there.map((file) => ({
        file,
        message: 'this file is there already, and nothing was written',
        hint: 'name another folder: --dir <folder>',
      })),
    )
  const written: string[] = []
  const made = new Set<string>()
  try {
    for (const path of paths) {
      const first = mkdirSync(dirname(path), { recursive: true })
      if (first !== undefined) made.add(first)
      const draft = `${path}.${randomBytes(4).toString('hex')}.tmp`
      try {
        writeFileSync(draft, files[path] as string, { flag: 'wx' })
        // fails where somebody else was faster: a rename would overwrite theirs
        linkSync(draft, path)
        written.push(path)
      } finally {
        rmSync(draft, { force: true })
      }
    }
  } catch (error) {
    for (const path of written) rmSync(path, { force: true })
    for (const folder of made) rmSync(folder, { recursive: true, force: true })
    throw new Failure({
      message: `nothing was written: ${(error as Error).message}`,
      hint: 'name a folder that can be written to: --dir <folder>',
    })
  }
}
