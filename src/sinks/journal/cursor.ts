import { readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { cursorFile, UNFINISHED } from '../../audit/index.js'
import { replaceFile } from './disk.js'
import { createNow, readNow } from './disk-sync.js'
import { logInvalid } from './failure.js'

/** How far a sink was fed. */
export interface Cursor {
  /** The next record it is given. */
  readonly seq: number
  /** Where that begins: a segment, and bytes into it; a hint, which is checked. */
  readonly first: number
  readonly offset: number
}

const START: Cursor = { seq: 0, first: 0, offset: 0 }

/** The cursor of a sink, which stands at the start when it is new. @throws PurposeboundError `log_invalid` for one that cannot be read */
export function openCursor(folder: string, log: string, sink: string): Cursor {
  const path = join(folder, cursorFile(sink))
  if (readNow(path) === undefined) {
    // from now on nothing is deleted that the sink has not had
    createNow(`${path}${UNFINISHED}`, Buffer.from(textOf(log, START)))
    renameSync(`${path}${UNFINISHED}`, path)
    return START
  }
  const cursor = readCursor(path)
  if (cursor?.log !== log) throw logInvalid(`the cursor \`${cursorFile(sink)}\``)
  return cursor
}

export function saveCursor(folder: string, log: string, sink: string, cursor: Cursor): Promise<void> {
  return replaceFile(folder, cursorFile(sink), textOf(log, cursor))
}

/** The first record that some sink is still to be given. */
export function leastFed(folder: string): number {
  const cursors = readdirSync(folder).filter(
    (file) => file.startsWith('cursor-') && !file.endsWith(UNFINISHED),
  )
  // one that cannot be read may stand anywhere
  return Math.min(
    Number.POSITIVE_INFINITY,
    ...cursors.map((file) => readCursor(join(folder, file))?.seq ?? 0),
  )
}

function readCursor(path: string): (Cursor & { readonly log: string }) | undefined {
  try {
    const { log, seq, first, offset } = JSON.parse(readNow(path)?.toString() ?? '') as Cursor & {
      log: string
    }
    const whole = [seq, first, offset].every((count) => Number.isSafeInteger(count) && count >= 0)
    return whole && typeof log === 'string' ? { log, seq, first, offset } : undefined
  } catch {
    return undefined
  }
}

function textOf(log: string, { seq, first, offset }: Cursor): string {
  return `${JSON.stringify({ log, seq, first, offset })}\n`
}
