import { readFile } from 'node:fs/promises'
import type { AuditRecord } from 'purposebound'
import { heading, type Print, tally } from './show.js'

/** The audit trail: what happened, by names and pseudonyms. */
export async function showTrail(print: Print, path: string): Promise<void> {
  heading(print, 'The audit trail: one line of JSON a record, names and never values')
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n')
  const records = lines.map((line) => JSON.parse(line) as AuditRecord)
  const read = records.find(({ type, purpose }) => type === 'decision' && purpose === 'support')
  const denied = records.find(({ effect, purpose }) => effect === 'deny' && purpose === 'maintenance')
  for (const record of [read, denied]) print(JSON.stringify(record, undefined, 2))
  print(
    `\n${records.length} records: ${tally(records.map(({ type, effect = '' }) => `${type} ${effect}`.trim()))}`,
  )
  print(
    `denied: ${tally(records.flatMap(({ effect, reason }) => (effect === 'deny' && reason ? [reason] : [])))}`,
  )
}
