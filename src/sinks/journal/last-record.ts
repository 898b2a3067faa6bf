import { statSync } from 'node:fs'
import { join } from 'node:path'
import { LONGEST_LINE, segmentFile } from '../../audit/index.js'
import type { AuditRecord } from '../../index.js'
import { linesOf } from './lines.js'
import { parse } from './replay.js'

/** The last record of a segment; undefined where it holds none. */
export function lastOf(folder: string, first: number): AuditRecord | undefined {
  const path = join(folder, segmentFile(first))
  const from = Math.max(0, statSync(path).size - LONGEST_LINE)
  let last: AuditRecord | undefined
  for (const { bytes, whole } of linesOf(path, from)) last = (whole ? parse(bytes) : undefined) ?? last
  return last
}
