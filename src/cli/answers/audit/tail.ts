import type { AuditRecord } from '../../../index.js'
import type { Answer, Given } from '../../command.js'
import { Failure } from '../../failure.js'
import { assertFolder } from '../../journal-folder.js'
import { printableJson } from '../../printable.js'
import { recordText } from '../../record-text.js'

/** The latest records of an audit log. */
export async function tail({
  args: [directory = ''],
  options,
  terminal: { colour },
  say,
}: Given): Promise<Answer | undefined> {
  assertFolder(directory)
  const from = -countIn(options['lines'] as string)
  const { readLog } = await import('../../../audit/index.js')
  if (options['follow'] !== true) {
    const records: AuditRecord[] = []
    for await (const record of readLog(directory, { from })) records.push(record)
    const text = records.map((record) => recordText(record, colour)).join('')
    return { yes: true, text, data: records }
  }
  const json = options['json'] === true
  for await (const record of readLog(directory, { from, follow: true }))
    await say(json ? `${printableJson(record)}\n` : recordText(record, colour))
  return undefined
}

/** @throws Failure */
function countIn(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new Failure({ message: '`--lines` is a number of records, from 1', hint: 'as in -n 50' })
}
