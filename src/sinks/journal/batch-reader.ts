import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { segmentFile } from '../../audit/index.js'
import type { AuditRecord } from '../../index.js'
import type { Cursor } from './cursor.js'
import { coded } from './failure.js'
import { contentsOf } from './folder.js'
import { parse } from './replay.js'

/** How far the log is acknowledged: read no further. */
export interface Extent {
  /** The number of the next record. */
  readonly seq: number
  /** The open segment, and its acknowledged bytes. */
  readonly open: { readonly first: number; readonly bytes: number } | undefined
}

/** Records of the log, as they stand there, and where the next ones begin. */
export interface ReadBatch {
  readonly records: readonly AuditRecord[]
  readonly next: Cursor
}

const MOST_RECORDS = 256
const MOST_BYTES = 1024 * 1024

/**
 * The records from `cursor` on, as many as one batch holds, at least one when there is any.
 *
 * @throws the system's error, or `log_invalid` for a log that is not what it was
 */
export async function readBatch(folder: string, cursor: Cursor, extent: Extent): Promise<ReadBatch> {
  const bytes = await bytesAt(folder, cursor, extent)
  const records: AuditRecord[] = []
  let at = 0
  while (records.length < MOST_RECORDS) {
    const end = bytes.indexOf(0x0a, at)
    if (end === -1) break
    const record = parse(bytes.subarray(at, end))
    if (record?.seq !== cursor.seq + records.length) break
    records.push(record)
    at = end + 1
  }
  if (records.length > 0) {
    return { records, next: { ...cursor, seq: cursor.seq + records.length, offset: cursor.offset + at } }
  }
  const found = await find(folder, cursor.seq, extent)
  if (found.first === cursor.first && found.offset === cursor.offset && found.seq === cursor.seq)
    throw coded('log_invalid')
  return { records, next: found }
}

async function bytesAt(folder: string, { first, offset }: Cursor, { open: last }: Extent): Promise<Buffer> {
  const most = first === last?.first ? Math.max(0, last.bytes - offset) : MOST_BYTES
  const buffer = Buffer.allocUnsafe(Math.min(MOST_BYTES, most))
  if (buffer.length === 0) return buffer
  const handle = await open(join(folder, segmentFile(first)), 'r').catch(ifMissing)
  try {
    let length = 0
    for (let count = 1; count > 0 && length < buffer.length; length += count)
      count = (await handle?.read(buffer, length, buffer.length - length, offset + length))?.bytesRead ?? 0
    return buffer.subarray(0, length)
  } finally {
    await handle?.close()
  }
}

/** Where record `seq` begins, or the first after it that is still there. */
async function find(folder: string, seq: number, extent: Extent): Promise<Cursor> {
  const { segments } = contentsOf(folder)
  const first = segments.findLast((other) => other <= seq) ?? segments[0]
  if (first === undefined) throw coded('log_invalid')
  let at: Cursor = { seq: first, first, offset: 0 }
  while (at.seq < seq) {
    const bytes = await bytesAt(folder, at, extent)
    let from = 0
    let count = 0
    for (let end = bytes.indexOf(0x0a); end !== -1 && at.seq + count < seq; end = bytes.indexOf(0x0a, from)) {
      from = end + 1
      count += 1
    }
    if (count === 0) throw coded('log_invalid')
    at = { first, seq: at.seq + count, offset: at.offset + from }
  }
  return at
}

function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
