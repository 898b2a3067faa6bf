import { appendFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { Failure } from '../failure.js'

/** What is noted of a look into a trail: pseudonyms, and no id. */
export interface Look {
  readonly command: 'who' | 'actor'
  readonly log: string
  readonly refs: readonly string[]
  readonly since?: string
  readonly until?: string
}

/**
 * Notes who looked for whom, before anything is shown. A note and no control: who holds the log and the keys can do
 * without this command.
 *
 * @throws Failure where it cannot be written: then nothing is shown
 */
export function noteLook(file: unknown, look: Look): void {
  if (file === undefined) return
  if (typeof file !== 'string') throw new Failure({ message: '`--reads` names one file' })
  const line = { time: new Date().toISOString(), user: userInfo().username, ...look }
  try {
    appendFileSync(file, `${JSON.stringify(line)}\n`, { mode: 0o600, flush: true })
  } catch {
    throw new Failure({ file, message: 'what you look for cannot be noted here, and so it is not shown' })
  }
}
