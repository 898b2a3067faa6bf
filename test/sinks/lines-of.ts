import { readFileSync } from 'node:fs'
import type { AuditRecord } from '../../src/index.js'

/** The records of a file, line by line; undefined for a line that is none. */
export function linesOf(path: string): (AuditRecord | undefined)[] {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return []
  }
  return text.split('\n').slice(0, -1).map(parse)
}

function parse(line: string): AuditRecord | undefined {
  try {
    return JSON.parse(line) as AuditRecord
  } catch {
    return undefined
  }
}
