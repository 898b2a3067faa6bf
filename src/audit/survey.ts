import type { Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import {
  BUFFER_FILE,
  CHECKPOINT_FILE,
  firstSeqOf,
  LOCK_FILE,
  leavesFile,
  RESERVE_FILE,
  UNFINISHED,
} from './layout.js'
import { Found } from './problem.js'

/** What stands in the folder about the records from `first` on. */
export interface Part {
  readonly first: number
  readonly segment: boolean
  readonly note: boolean
  readonly leaves: boolean
}

/** What stands in the folder of a log. */
export interface Survey {
  /** In the order of their records. */
  readonly parts: readonly Part[]
  readonly checkpoint: boolean
  /** What no journal has put there, in the order of their names. */
  readonly strangers: readonly string[]
}

const KINDS = ['jsonl', 'note', 'leaves'] as const
/** Files of the writer: they say nothing about the records. */
const NAMED = [LOCK_FILE, RESERVE_FILE, BUFFER_FILE]
const WRITERS = /^(lock\..+|cursor-.+|\d{16}\.tree|\d{16}\.jsonl\..+\.quarantine)$/

/** @throws Found for a folder that cannot be read, and for what is named nearly like a part of the log, or is no file */
export async function survey(directory: string): Promise<Survey> {
  const entries = await list(directory)
  const parts = new Map<number, Part>()
  const strangers: string[] = []
  for (const entry of entries) {
    const { name } = entry
    const kind = KINDS.find((each) => name.endsWith(`.${each}`))
    if (kind === undefined && name !== CHECKPOINT_FILE) {
      if (!isWriters(name)) strangers.push(name)
      continue
    }
    const first = kind && firstSeqOf(name, kind)
    if (kind && first === undefined) throw new Found('file_misnamed', { file: name })
    if (!entry.isFile()) throw new Found('not_a_file', { file: name })
    if (kind === undefined || first === undefined) continue
    const part = parts.get(first) ?? { first, segment: false, note: false, leaves: false }
    parts.set(first, { ...part, [kind === 'jsonl' ? 'segment' : kind]: true })
  }
  return {
    parts: [...parts.values()].sort((a, b) => a.first - b.first),
    checkpoint: entries.some(({ name }) => name === CHECKPOINT_FILE),
    strangers,
  }
}

/** Parts whose records were deleted after records that are kept, where retention begins with the oldest. @throws Found */
export function assertOldestPruned(parts: readonly Part[]): void {
  const kept = parts.findIndex(({ segment, leaves }) => segment && !leaves)
  const gone = parts.findLast(({ segment, leaves }) => leaves && !segment)
  if (gone && kept !== -1 && gone.first > (parts[kept] as Part).first)
    throw new Found('pruned_out_of_order', { file: leavesFile(gone.first), seq: gone.first })
}

async function list(directory: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true })
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch (error) {
    throw new Found('folder_unreadable', {}, (error as NodeJS.ErrnoException).code)
  }
}

function isWriters(name: string): boolean {
  return NAMED.includes(name) || name.endsWith(UNFINISHED) || WRITERS.test(name)
}
