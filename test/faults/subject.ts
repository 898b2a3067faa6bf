import { join } from 'node:path'
import type { AuditSink } from 'purposebound'
import { ed25519Signer } from 'purposebound/audit'
import { fileSink } from 'purposebound/sinks/file'
import { journalSink } from 'purposebound/sinks/journal'
import { LOG, type Orders, SEED } from './orders.js'

/** The sink that a campaign is about. Opening a journal recovers it. */
export function openSubject(orders: Orders): AuditSink {
  const { subject, folder, segmentBytes, headroomBytes = 0, checkpointRecords = 50 } = orders
  if (subject === 'file') return fileSink({ path: join(folder, 'audit.jsonl') })
  return journalSink({
    directory: folder,
    log: LOG,
    signer: ed25519Signer(SEED),
    headroomBytes,
    checkpointRecords,
    ...(segmentBytes !== undefined && { segmentBytes }),
    onWarning: () => {},
  })
}
