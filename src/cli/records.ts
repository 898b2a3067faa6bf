import { type AuditRecord, isPurposeboundError, type Policy } from '../index.js'
import { Failure } from './failure.js'
import { journalRecords } from './journal-records.js'
import { linesOf } from './lines.js'
import { statOf } from './readable.js'

interface Line {
  readonly record: AuditRecord
  /** Counted from 1; absent of a journal, whose records have a number of their own. */
  readonly line?: number
}

/**
 * What is done with the records of a log, one after another and never all at once: of a file with one a line, or of the
 * folder of a journal.
 *
 * @throws Failure for a line that is no record, a log that is torn, empty, or of another policy.
 */
export async function withRecords<T>(
  log: string,
  policies: readonly Policy[],
  use: (records: AsyncIterable<AuditRecord>) => Promise<T>,
): Promise<T> {
  const names = policies.map(({ name }) => name)
  const isFolder = statOf(log).isDirectory()
  let last: Line | undefined
  async function* records() {
    for await (const each of isFolder ? journal(log) : lines(log)) {
      last = each
      const { name } = each.record.policy
      if (!names.includes(name)) throw ofAnotherPolicy(log, each, names)
      yield each.record
    }
    if (!last) throw empty(log, isFolder)
  }
  try {
    return await use(records())
  } catch (error) {
    // what core refuses it calls by its number: it stands in a line
    const [, mistake] =
      /record \d+ (is no audit record.*)$/.exec(isPurposeboundError(error) ? error.message : '') ?? []
    if (mistake === undefined || !last) throw error
    throw new Failure({ ...spotOf(log, last), message: `this ${mistake}`, hint: HINT })
  }
}

const HINT = 'a log of a file sink has one JSON record a line'

/** The records of a file; what is no line of JSON at the very end is the mark of a writer that was stopped. */
async function* lines(file: string): AsyncGenerator<Line> {
  let line = 0
  let records = 0
  let broken: number | undefined
  for await (const text of linesOf(file)) {
    line++
    if (text.trim() === '') continue
    if (broken !== undefined)
      throw noRecord(file, broken, 'this is no audit record, but something other than JSON')
    const record = parse(text)
    if (record === undefined) {
      broken = line
      continue
    }
    const mistake = mistakeIn(record)
    if (mistake !== undefined) throw noRecord(file, line, mistake)
    records++
    yield { record: record as AuditRecord, line }
  }
  if (broken === undefined) return
  if (records === 0) throw noRecord(file, broken, 'this is no audit record, but something other than JSON')
  throw new Failure({
    file,
    line: broken,
    message: 'the log is torn: its last line is not whole',
    hint: `whoever wrote it was stopped; read the whole lines: \`head -n ${broken - 1} ${file} > whole.jsonl\``,
  })
}

/** The records of a journal, those that it wrote about itself too. */
async function* journal(folder: string): AsyncGenerator<Line> {
  for await (const record of journalRecords(folder)) {
    const mistake = mistakeIn(record)
    if (mistake !== undefined)
      throw new Failure({ file: folder, message: `record ${record.seq}: ${mistake}` })
    yield { record }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Why a line of JSON is no record. */
function mistakeIn(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return 'this is no audit record, but JSON of another kind'
  const { v, policy } = value as Partial<AuditRecord>
  if (v === undefined) return 'this is no audit record: it does not say its version (`v`)'
  if (v !== 1)
    return `this is a record of version ${JSON.stringify(v).slice(0, 20)}, and this command reads version 1`
  if (typeof policy?.name !== 'string') return 'this is no audit record: it names no policy'
  return undefined
}

function noRecord(file: string, line: number, message: string): Failure {
  return new Failure({ file, line, message, hint: HINT })
}

function empty(file: string, isFolder: boolean): Failure {
  const hint = isFolder ? 'name the folder that a journal was given' : 'a file sink writes one a line'
  return new Failure({ file, message: 'this log holds no record', hint })
}

function ofAnotherPolicy(log: string, at: Line, names: readonly string[]): Failure {
  const { name } = at.record.policy
  return new Failure({
    ...spotOf(log, at),
    message: `recorded under the policy \`${name.slice(0, 80)}\`, and this is \`${names[0]}\``,
    hint: 'name the log of this policy, or the policy of this log',
  })
}

function spotOf(file: string, { line, record }: Line) {
  return line === undefined ? { file: `${file}, record ${record.seq}` } : { file, line }
}
