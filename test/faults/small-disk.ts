import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A disk of a few pages. */
export interface SmallDisk {
  readonly folder: string
  resize(kib: number): void
  remove(): void
}

/** Mounts a tmpfs; a sentence that says why not where that is refused. */
export function smallDisk(kib: number): SmallDisk | string {
  const folder = mkdtempSync(join(tmpdir(), 'purposebound-disk-'))
  const mounted = run('mount', '-t', 'tmpfs', '-o', `size=${kib}k,mode=700`, 'tmpfs', folder)
  if (mounted !== '') {
    rmSync(folder, { recursive: true })
    return `no tmpfs can be mounted here: ${mounted}`
  }
  return {
    folder,
    resize(size) {
      const why = run('mount', '-o', `remount,size=${size}k`, folder)
      if (why !== '') throw new Error(why)
    },
    remove() {
      run('umount', '-l', folder)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function run(command: string, ...args: readonly string[]): string {
  const { error, status, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  if (error) return error.message
  return status === 0 ? '' : `${stderr.trim()} (${status})`
}
