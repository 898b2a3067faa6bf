import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { record } from '../record.js'
import { allOf, bytesOf, journal, LOG, recordsOf, signer } from './folder.js'
import { readLog } from './oracle.js'

const mounted: string[] = []

/** A file system of so many bytes in memory; undefined where it cannot be had. */
function smallDisk(size: string): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'purposebound-small-'))
  mounted.push(folder)
  return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]).status === 0
    ? folder
    : undefined
}

afterAll(() => {
  for (const folder of mounted) {
    spawnSync('umount', [folder])
    rmSync(folder, { recursive: true, force: true })
  }
})

const canMount = smallDisk('64k') !== undefined
if (!canMount) console.warn('SKIPPED: a full disk, which needs the right to mount a tmpfs')

const permit = (id: string) => record(id, { justification: 'x'.repeat(1000) })
const denial = (id: string) => record(id, { effect: 'deny', justification: 'x'.repeat(1000) })

describe.skipIf(!canMount)('journalSink on a disk that is full', () => {
  it('refuses denials first, then everything, and heals without a restart', async () => {
    const folder = smallDisk('256k')!
    const sink = journal(folder, { signer, headroomBytes: 64 * 1024, checkpointMs: 50 })
    await sink.write([permit('first')])
    await vi.waitFor(() => expect(statSync(join(folder, 'reserve')).size).toBe(64 * 1024))

    const took: string[] = ['first']
    const write = async (one: ReturnType<typeof record>) => {
      try {
        await sink.write([one])
        took.push(one.id)
        return 'taken'
      } catch (error) {
        return (error as Error).message
      }
    }
    // somebody floods the log with denials
    let refused = ''
    for (let i = 0; refused === ''; i++) {
      const said = await write(denial(`flood-${i}`))
      if (said !== 'taken') refused = said
    }
    expect(refused).toBe('the audit sink failed: `journal`, ENOSPC')
    expect(await write(denial('another'))).toBe(refused)
    // what is permitted still has room
    for (let i = 0; i < 20; i++) expect(await write(permit(`permit-${i}`))).toBe('taken')
    expect(
      await write(
        record('gap', { type: 'gap', gap: { lost: 2, cause: 'sink_failed', since: 'a', until: 'b' } }),
      ),
    ).toBe('taken')
    // until there is none at all
    let full = ''
    for (let i = 0; full === ''; i++) {
      const said = await write(permit(`last-${i}`))
      if (said !== 'taken') full = said
    }
    expect(full).toBe(refused)

    spawnSync('mount', ['-o', 'remount,size=1m', folder])
    expect(await write(permit('healed'))).toBe('taken')
    await vi.waitFor(async () => expect(await write(denial('healed too'))).toBe('taken'), {
      timeout: 5000,
      interval: 100,
    })
    expect(statSync(join(folder, 'reserve')).size).toBe(64 * 1024)
    await sink.close()

    readLog(bytesOf(folder), LOG)
    expect(recordsOf(folder).map(({ id }) => id)).toEqual(took.filter((id) => id !== 'gap'))
    expect(allOf(folder).some(({ id }) => id === 'gap')).toBe(true)
  }, 30_000)

  it.each(['8k', '16k', '64k'])('of %s acknowledges nothing that it does not hold', async (size) => {
    const folder = smallDisk(size)!
    const took: string[] = []
    let failures = 0
    try {
      const sink = journal(folder, { signer, headroomBytes: 4096 })
      for (let i = 0; failures < 20; i++)
        await sink.write([permit(String(i))]).then(
          () => took.push(String(i)),
          () => failures++,
        )
      await sink.close()
    } catch {
      // too small to open
      failures++
    }
    expect(failures).toBeGreaterThan(0)
    expect(recordsOf(folder).map(({ id }) => id)).toEqual(took)
    if (took.length > 0) readLog(bytesOf(folder), LOG)
  })

  it('opens a torn log, and moves the tail aside, when there is room again', async () => {
    const folder = smallDisk('64k')!
    const sink = journal(folder)
    await sink.write([permit('1')])
    await sink.close()
    const path = join(folder, '0000000000000000.jsonl')
    const { appendFileSync } = await import('node:fs')
    appendFileSync(path, 'torn')
    try {
      writeFileSync(join(folder, 'filler'), Buffer.alloc(64 * 1024))
    } catch {
      // full
    }
    let opened: unknown
    try {
      const again = journal(folder)
      opened = 'opened'
      await again.close()
    } catch (error) {
      opened = (error as { code: string }).code
    }
    expect(['opened', 'sink_failed']).toContain(opened)
    rmSync(join(folder, 'filler'), { force: true })
    const healed = journal(folder)
    await healed.write([permit('2')])
    await healed.close()
    expect(recordsOf(folder).map(({ id }) => id)).toEqual(['1', '2'])
    readLog(bytesOf(folder), LOG)
  })
})
