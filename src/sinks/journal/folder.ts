import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { firstSeqOf, LOCK_FILE, UNFINISHED } from '../../audit/index.js'
import { FOLDER_MODE } from './disk.js'
import { look, syncFolderNow } from './disk-sync.js'

/** What lies in the folder of a log: the numbers of its segments, and of what is kept about them, in order. */
export interface Contents {
  readonly segments: readonly number[]
  /** Segments that were deleted, of which the hashes are left. */
  readonly pruned: readonly number[]
  readonly notes: readonly number[]
  readonly trees: readonly number[]
  /** Names of what was moved aside. */
  readonly quarantined: readonly string[]
}

/** Creates the folder where it is missing. */
export function createFolder(folder: string): void {
  const created = mkdirSync(folder, { recursive: true, mode: FOLDER_MODE })
  if (created !== undefined) syncFolderNow(dirname(created))
}

export function contentsOf(folder: string): Contents {
  const files = readdirSync(folder)
  const numbers = (kind: 'jsonl' | 'note' | 'leaves' | 'tree') =>
    files
      .map((file) => firstSeqOf(file, kind))
      .filter((first) => first !== undefined)
      .sort((a, b) => a - b)
  const segments = numbers('jsonl')
  return {
    segments,
    // one that was about to be deleted is still there
    pruned: numbers('leaves').filter((first) => !segments.includes(first)),
    notes: numbers('note'),
    trees: numbers('tree'),
    quarantined: files.filter((file) => file.endsWith('.quarantine')),
  }
}

/** Nobody takes a lock for so long: what is older was left behind. */
const LEFT_BEHIND_MS = 60_000

/** Removes what a writer that died had begun; only the owner of the lock may. */
export function removeUnfinished(folder: string): void {
  for (const file of readdirSync(folder)) {
    const ours = !file.startsWith(`${LOCK_FILE}.`)
    const begun = look(join(folder, file))?.mtimeMs ?? Date.now()
    if (ours ? file.endsWith(UNFINISHED) : Math.abs(Date.now() - begun) > LEFT_BEHIND_MS)
      rmSync(join(folder, file), { force: true })
  }
}
