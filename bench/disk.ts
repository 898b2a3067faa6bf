import { mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { join, resolve } from 'node:path'

const TMPFS = 0x01021994

/** A folder on the disk of this repository, which must be one: memory forgets to be slow. */
export function onDisk(): string {
  const folder = mkdtempSync(resolve('.cache/bench-audit-'))
  if (statfsSync(folder).type === TMPFS) throw new Error('this folder is no disk')
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** What the folder lies on, in a few words. */
export function nameOfDisk(folder: string): string {
  try {
    const mounts = readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .map((line) => line.split(' '))
      .filter(([, at = '!']) => join(folder, '/').startsWith(join(at, '/')))
      .sort((a, b) => (b[1] ?? '').length - (a[1] ?? '').length)
    const [device = '', , type = '', options = ''] = mounts[0] ?? []
    const name = device.split('/').at(-1) ?? ''
    const turns = readFileSync(`/sys/block/${name}/queue/rotational`, 'utf8').trim() === '1'
    return `${type} on ${device} (${turns ? 'says that it rotates' : 'no moving parts'}; ${options})`
  } catch {
    return 'a disk that says nothing of itself'
  }
}
