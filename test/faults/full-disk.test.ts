import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { bundle } from './bundle.js'
import { lost, recovered, strange } from './judge.js'
import type { Orders, SubjectName } from './orders.js'
import { othersAgree } from './others-agree.js'
import { type Reader, reader } from './reader.js'
import { runWriter } from './run-writer.js'
import { type SmallDisk, smallDisk } from './small-disk.js'

const trial = smallDisk(8)
const missing = typeof trial === 'string' ? trial : undefined
if (missing !== undefined) console.warn(`SKIPPED: full disks. ${missing}`)
else (trial as SmallDisk).remove()

let disk: SmallDisk | undefined
let reads: Reader | undefined
afterEach(async () => {
  await reads?.close()
  disk?.remove()
  reads = undefined
})

const SIZES = [8, 12, 16, 32, 64]

describe.skipIf(missing !== undefined)('T51: a full disk', { timeout: 60_000 }, () => {
  it.each<[SubjectName, number]>(
    SIZES.flatMap((kib): [SubjectName, number][] => [
      ['journal', kib],
      ['file', kib],
    ]),
  )(
    'law: denies, keeps what was released, and heals once there is room: %s on %i KiB',
    async (subject, kib) => {
      const orders = fill(subject, kib)
      reads = reader(orders)
      for (let failed = 0, i = 0; failed < 20; i++) {
        // records of many lengths, so that the disk ends at any place in a line
        const outcome = await reads.read('agent', (i * 137) % 1500)
        if (outcome === 'audit_unavailable') failed += 1
        else expect(outcome).toBe('+')
      }
      // the file sink takes half a line back at once, the journal when it writes again
      if (subject === 'file') expect(lastByteOf(join(orders.folder, 'audit.jsonl'))).toBe('\n')

      rmSync(join(orders.folder, 'ballast'))
      disk?.resize(1024)
      expect(await reads.read('agent', 100), 'healed without a restart').toBe('+')
      await vi.waitFor(
        async () => expect(await reads?.read('stranger', 100)).toBe('role_not_permitted'),
        5000,
      )
      await reads.close()
      await proved(orders, reads)
    },
  )

  it('law: who is denied goes unheard before anybody is denied for it', async () => {
    const orders = { ...fill('journal', 64), headroomBytes: 16 * 1024 }
    reads = reader(orders)
    const order: string[] = []
    for (let failed = 0; failed < 20; ) {
      const denied = await reads.read('stranger', 300)
      const permitted = await reads.read('agent', 300)
      if (denied === 'audit_unavailable') order.push('denial unheard')
      if (denied === 'audit_unavailable' && permitted === '+') order.push('still released')
      if (permitted === 'audit_unavailable') failed += 1
    }
    expect(order[0]).toBe('denial unheard')
    expect(order.filter((what) => what === 'still released').length).toBeGreaterThan(0)
    disk?.resize(1024)
    await reads.close()
    await proved(orders, reads)
  })

  function fill(subject: SubjectName, kib: number): Orders {
    disk = smallDisk(kib) as SmallDisk
    writeFileSync(join(disk.folder, 'ballast'), Buffer.alloc(4096))
    return { subject, folder: disk.folder, run: 'full', callers: 1, segmentBytes: 1e6 }
  }
})

describe('T51: a file that may not grow', () => {
  let writer: string
  beforeAll(async () => {
    writer = await bundle('writer')
  }, 60_000)

  it('law: costs denials, and the journal goes on in the next segment', { timeout: 60_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'purposebound-limit-'))
    const orders: Orders = { subject: 'journal', folder, run: 'limit', callers: 4, reads: 60, padding: 400 }
    const told = await runWriter(writer, orders, {
      before: ['bash', '-c', 'ulimit -f 24; exec "$0" "$@"'],
    }).told
    const found = await recovered(orders)
    expect(strange(told)).toEqual([])
    expect(lost([told], found)).toEqual([])
    expect([...told.denied.values()]).toContain('audit_unavailable')
    expect(told.released.length, 'most of 240').toBeGreaterThan(150)
    await othersAgree(folder, found.records.length)
    rmSync(folder, { recursive: true })
  })
})

function lastByteOf(path: string): string | undefined {
  return readFileSync(path, 'utf8').at(-1)
}

async function proved(orders: Orders, { released }: Reader): Promise<void> {
  const found = await recovered(orders)
  const told = { released, denied: new Map(), wrong: [], outcomes: [], unopened: [], closed: '', ended: 0 }
  expect(released.length).toBeGreaterThan(0)
  expect(lost([told], found)).toEqual([])
  expect(found.quarantined).toBe(0)
  if (orders.subject === 'journal') await othersAgree(orders.folder, found.records.length)
}
