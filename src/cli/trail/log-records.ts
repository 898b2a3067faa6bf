import { createReadStream, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Failure } from '../failure.js'
import { assertReadable } from '../readable.js'

const SEGMENT = /^\d{16}\.jsonl$/

/**
 * The records of the folder of a journal or of a file with one a line, as they are read: never all at once.
 *
 * They are taken as they stand: `purposebound audit verify` says whether they are whole and unaltered.
 *
 * @throws Failure for a line that is no record; the last one may be torn, and is left out
 */
export async function* logRecords(path: string): AsyncGenerator<unknown> {
  const files = filesOf(path)
  for (const [at, file] of files.entries()) yield* recordsIn(file, at === files.length - 1)
}

function filesOf(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found?.isDirectory()) {
    assertReadable(path, Number.POSITIVE_INFINITY)
    return [path]
  }
  const segments = readdirSync(path).filter((name) => SEGMENT.test(name))
  if (segments.length > 0) return segments.sort().map((name) => join(path, name))
  throw new Failure({
    file: path,
    message: 'this folder holds no log',
    hint: 'name the folder of a journal, in which segments are called `0000000000000000.jsonl`, or a file',
  })
}

async function* recordsIn(file: string, isLast: boolean): AsyncGenerator<unknown> {
  let line = 0
  let broken: number | undefined
  const stream = createReadStream(file, { encoding: 'utf8' })
  try {
    for await (const text of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      line++
      if (text.trim() === '') continue
      if (broken !== undefined) throw notARecord(file, broken)
      const record = parse(text)
      if (record === undefined) broken = line
      else yield record
    }
  } finally {
    stream.destroy()
  }
  if (broken !== undefined && (!isLast || line === 1)) throw notARecord(file, broken)
}

function parse(text: string): object | undefined {
  try {
    const record = JSON.parse(text) as { v?: unknown } | null
    return record?.v === 1 ? record : undefined
  } catch {
    return undefined
  }
}

function notARecord(file: string, line: number): Failure {
  return new Failure({
    file,
    line,
    message: 'this is no audit record',
    hint: 'a log has one JSON record a line',
  })
}
