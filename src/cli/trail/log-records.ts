import { Failure } from '../failure.js'
import { journalRecords } from '../journal-records.js'
import { linesOf } from '../lines.js'
import { statOf } from '../readable.js'

/**
 * The records of the folder of a journal or of a file with one a line, as they are read: never all at once.
 *
 * They are taken as they stand: `purposebound audit verify` says whether they are whole and unaltered.
 *
 * @throws Failure for a line that is no record; the last one may be torn, and is left out
 */
export async function* logRecords(path: string): AsyncGenerator<unknown> {
  if (!statOf(path).isDirectory()) return yield* recordsIn(path)
  let none = true
  for await (const record of journalRecords(path)) {
    none = false
    yield record
  }
  // a wrong folder must not pass for one in which nobody is named
  if (none)
    throw new Failure({
      file: path,
      message: 'this folder holds no log',
      hint: 'name the folder of a journal, in which segments are called `0000000000000000.jsonl`, or a file',
    })
}

async function* recordsIn(file: string): AsyncGenerator<unknown> {
  let line = 0
  let broken: number | undefined
  for await (const text of linesOf(file)) {
    line++
    if (text.trim() === '') continue
    if (broken !== undefined) throw notARecord(file, broken)
    const record = parse(text)
    if (record === undefined) broken = line
    else yield record
  }
  if (broken === 1) throw notARecord(file, broken)
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
