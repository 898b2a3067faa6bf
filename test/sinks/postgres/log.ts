import { canonical, chainHash, genesis } from '../../../src/audit/index.js'
import type { AuditRecord, AuditSink } from '../../../src/index.js'
import { record } from '../record.js'

export const LOG = 'shop.example/audit'

/** Records as a journal numbers and chains them. */
export function chained(count: number, log = LOG, more: Partial<AuditRecord> = {}): AuditRecord[] {
  let prev: Buffer = genesis(log)
  return Array.from({ length: count }, (_, seq) => {
    const plain = { ...record(`id-${seq}`, more), log, seq, prev: prev.toString('hex') }
    prev = chainHash(seq, prev, Buffer.from(canonical(plain)))
    return { ...plain, hash: prev.toString('hex') }
  })
}

/** The number of the first line that the chain does not bear out, or how many there are. */
export async function verified(
  lines: AsyncIterable<Uint8Array>,
  log = LOG,
): Promise<{ bad?: number; good: number }> {
  let prev: Buffer = genesis(log)
  let seq = 0
  for await (const line of lines) {
    const { hash, ...plain } = JSON.parse(Buffer.from(line).toString('utf8'))
    const should = chainHash(seq, prev, Buffer.from(canonical(plain)))
    const fine = canonical({ ...plain, hash }) === Buffer.from(line).toString('utf8')
    if (!fine || plain.seq !== seq || plain.prev !== prev.toString('hex') || hash !== should.toString('hex'))
      return { bad: seq, good: seq }
    prev = should
    seq += 1
  }
  return { good: seq }
}

/**
 * Feeds `records` as a journal does: in order, from a cursor that moves on when a write is acknowledged, again and again.
 *
 * `onWrite` is told after each try where the cursor stands.
 */
export async function feed(
  sink: AuditSink,
  records: readonly AuditRecord[],
  {
    size = 50,
    onWrite = () => {},
  }: { size?: number; onWrite?: (cursor: number, failed: boolean) => unknown } = {},
): Promise<{ readonly failures: number }> {
  let failures = 0
  for (let cursor = 0; cursor < records.length; ) {
    let failed = false
    try {
      await sink.write(records.slice(cursor, cursor + size))
      cursor += size
    } catch (error) {
      if ((error as { code?: string }).code !== 'sink_failed') throw error
      failures += 1
      failed = true
    }
    await onWrite(cursor, failed)
  }
  return { failures }
}
