import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { AuditRecord, Policy } from '../index.js'
import { Failure } from './failure.js'

/**
 * The records of a log, one a line, as they are read: never all at once.
 *
 * @throws Failure for a line that is no record, a log that is torn, empty, or of another policy.
 */
export async function* readRecords(file: string, policies: readonly Policy[]): AsyncGenerator<AuditRecord> {
  const names = policies.map(({ name }) => name)
  let line = 0
  let records = 0
  // a broken line is told apart from a torn one by what follows it
  let broken: number | undefined
  const stream = createReadStream(file, { encoding: 'utf8' })
  try {
    for await (const text of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      line++
      if (text.trim() === '') continue
      if (broken !== undefined) throw notARecord(file, broken)
      const record = parse(text)
      if (!record) {
        broken = line
        continue
      }
      records++
      if (!names.includes(record.policy.name)) throw ofAnotherPolicy(file, line, record, names)
      yield record
    }
  } finally {
    stream.destroy()
  }
  if (broken !== undefined && records === 0) throw notARecord(file, broken)
  if (broken !== undefined)
    throw new Failure({
      file,
      line: broken,
      message: 'the log is torn: its last line is not whole',
      hint: `whoever wrote it was stopped; read the whole lines: \`head -n ${broken - 1} ${file} > whole.jsonl\``,
    })
  if (records === 0)
    throw new Failure({ file, message: 'this log holds no record', hint: 'a file sink writes one a line' })
}

function parse(text: string): AuditRecord | undefined {
  try {
    const record = JSON.parse(text) as AuditRecord | null
    return record?.v === 1 && typeof record.policy?.name === 'string' ? record : undefined
  } catch {
    return undefined
  }
}

function notARecord(file: string, line: number): Failure {
  return new Failure({
    file,
    line,
    message: 'this is no audit record',
    hint: 'a log of a file sink has one JSON record a line',
  })
}

function ofAnotherPolicy(
  file: string,
  line: number,
  { policy }: AuditRecord,
  names: readonly string[],
): Failure {
  return new Failure({
    file,
    line,
    message: `recorded under the policy \`${policy.name.slice(0, 80)}\`, and this is \`${names[0]}\``,
    hint: 'name the log of this policy, or the policy of this log',
  })
}
