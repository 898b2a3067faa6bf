import { readFileSync, statSync } from 'node:fs'
import type { LogVerdict } from '../../../audit/index.js'
import type { Answer, Given } from '../../command.js'
import { Failure } from '../../failure.js'
import { assertFolder } from '../../journal-folder.js'
import { printable } from '../../printable.js'
import { verdictText } from '../../verdict-text.js'

/** More than any note has. */
const LARGEST = 64 * 1024

/** Whether an audit log is whole and unaltered. */
export async function verify({ args: [directory = ''], options, terminal }: Given): Promise<Answer> {
  assertFolder(directory)
  const { log, key, expect, unsigned, maxUnsigned } = options as unknown as Options
  if ((key === undefined) === (unsigned !== true))
    throw new Failure({
      message: key === undefined ? 'without a key nothing is verified' : '`--unsigned` goes without a key',
      hint: 'give the key of the log by --key, or say --unsigned where it has no signer',
    })
  const { verifyLog } = await import('../../../audit/index.js')
  const verdict: LogVerdict = await verifyLog({
    directory,
    log,
    ...(key !== undefined && { key }),
    ...(unsigned === true && { unsigned }),
    ...(expect !== undefined && { expected: checkpointIn(expect) }),
    ...(maxUnsigned !== undefined && { maxUnsigned: countIn(maxUnsigned) }),
    onProgress: (records) => terminal.progress(`${records.toLocaleString('en')} records`),
  })
  terminal.done()
  if (!verdict.ok && verdict.problem.code === 'folder_unreadable')
    throw new Failure({ file: directory, message: printable(verdict.problem.message) })
  return { yes: verdict.ok, text: verdictText(verdict, terminal.colour), data: verdict }
}

interface Options {
  readonly log: string
  readonly key?: readonly string[]
  readonly expect?: string
  readonly unsigned?: boolean
  readonly maxUnsigned?: string
}

/** @throws Failure */
function checkpointIn(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found) throw new Failure({ file, message: 'there is no such file' })
  if (!found.isFile() || found.size > LARGEST)
    throw new Failure({ file, message: 'this is no checkpoint', hint: 'a checkpoint is a few lines of text' })
  return readFileSync(file, 'utf8')
}

/** @throws Failure */
function countIn(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new Failure({ message: '`--max-unsigned` is a number of records', hint: 'as in --max-unsigned 5000' })
}
