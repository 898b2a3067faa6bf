import { type AuditRecord, isPurposeboundError } from '../index.js'
import { Failure } from './failure.js'

/**
 * The records in the folder of a journal, as they stand. A last line that is torn is not there yet.
 *
 * @throws Failure for a folder that holds no log, or one that cannot be read through
 */
export async function* journalRecords(folder: string): AsyncGenerator<AuditRecord> {
  const { readLog } = await import('../audit/index.js')
  try {
    yield* readLog(folder)
  } catch (error) {
    if (!isPurposeboundError(error) || error.code !== 'log_invalid') throw error
    throw new Failure({
      file: folder,
      message: error.message,
      hint: `\`purposebound audit verify ${folder}\` says what is wrong with a log`,
    })
  }
}
