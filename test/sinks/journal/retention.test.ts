import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTree, openCheckpoint } from 'purposebound/audit'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { record } from '../record.js'
import { journal, LOG, newFolder, removeFolders, segmentsOf, signer } from './folder.js'

afterEach(removeFolders)

const ending = (folder: string, end: string) =>
  readdirSync(folder)
    .filter((file) => file.endsWith(end))
    .sort()

async function filled(folder: string, options: Parameters<typeof journal>[1] = {}) {
  const sink = journal(folder, { signer, segmentBytes: 1200, ...options })
  for (let i = 0; i < 12; i++) await sink.write([record(String(i))])
  return sink
}

describe('T61: journalSink, retention', () => {
  it('keeps everything unless told otherwise', async () => {
    const folder = newFolder()
    await (await filled(folder)).close()
    expect(ending(folder, '.leaves')).toEqual([])
  })

  it.each([
    ['signed', signer],
    ['chain', undefined],
  ])('deletes whole sealed segments beyond a size, and keeps their hashes: %s', async (_, by) => {
    const folder = newFolder()
    const bare = { segmentBytes: 1200, ...(by && { signer: by }) }
    const sink = journal(folder, { ...bare, retention: { maxBytes: 2500 } })
    for (let i = 0; i < 12; i++) await sink.write([record(String(i))])
    await sink.close()
    const leaves = ending(folder, '.leaves')
    expect(leaves.length).toBeGreaterThan(1)
    const [first] = segmentsOf(folder)
    expect(Number(first!.slice(0, 16))).toBe(
      leaves.reduce((sum, file) => sum + readFileSync(join(folder, file)).length / 32, 0),
    )
    // the hashes that are left lead to the notes that were signed
    const tree = createTree()
    for (const file of leaves) {
      const bytes = readFileSync(join(folder, file))
      for (let at = 0; at < bytes.length; at += 32) tree.add(bytes.subarray(at, at + 32))
      if (!by) continue
      const note = openCheckpoint(
        readFileSync(join(folder, file.replace('leaves', 'note')), 'utf8'),
        LOG,
        by.publicKey,
      )
      expect(note).toEqual({ log: LOG, size: tree.size, root: tree.root() })
    }
    // and the log goes on
    const again = journal(folder, bare)
    await again.write([record('after')])
    await again.close()
  })

  it('deletes what is older than it may be', async () => {
    const folder = newFolder()
    const old = { clock: () => Date.UTC(2026, 0, 1), retention: { maxAgeMs: 1000 } }
    // the records say November
    await (await filled(folder, old)).close()
    expect(ending(folder, '.leaves')).toEqual([])
    const again = journal(folder, {
      signer,
      clock: () => Date.UTC(2026, 11, 1),
      retention: { maxAgeMs: 1000 },
    })
    await vi.waitFor(() => expect(segmentsOf(folder)).toHaveLength(1))
    await again.write([record('after')])
    await again.close()
    const reopened = journal(folder, { signer })
    await reopened.close()
  })

  it('leaves what a sink is still to be given', async () => {
    const folder = newFolder()
    const sink = await filled(folder)
    const feed = sink.feed(
      { name: 'slow', durability: 'replicated', write: () => new Promise(() => {}) },
      { deadlineMs: 60_000 },
    )
    await feed.close(0)
    await sink.close()
    const before = segmentsOf(folder)
    const again = journal(folder, { signer, retention: { maxBytes: 0 } })
    await again.close()
    expect(segmentsOf(folder)).toEqual(before)
    const cursor = JSON.parse(readFileSync(join(folder, 'cursor-slow'), 'utf8'))
    writeFileSync(
      join(folder, 'cursor-slow'),
      JSON.stringify({ ...cursor, seq: Number(before[2]!.slice(0, 16)) }),
    )
    const third = journal(folder, { signer, retention: { maxBytes: 0 } })
    await third.close()
    expect(segmentsOf(folder)).toEqual(before.slice(2))
  })

  it('deletes no segment whose hashes do not lead to what was signed, and says so once', async () => {
    const folder = newFolder()
    await (await filled(folder)).close()
    const [, second] = segmentsOf(folder)
    const path = join(folder, second!)
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('permit', 'permiT'))
    const warnings: string[] = []
    const again = journal(folder, {
      signer,
      retention: { maxBytes: 0 },
      onWarning: (text) => warnings.push(text),
    })
    await again.close()
    expect(segmentsOf(folder)[0]).toBe(second)
    expect(existsSync(path)).toBe(true)
    expect(warnings).toEqual([`the journal \`${LOG}\` deletes nothing: log_invalid`])
  })

  it('a crash between keeping the hashes and deleting the segment heals', async () => {
    const folder = newFolder()
    await (await filled(folder)).close()
    const [first] = segmentsOf(folder)
    const segment = readFileSync(join(folder, first!))
    const pruned = journal(folder, { signer, retention: { maxBytes: 2000 } })
    await pruned.close()
    expect(existsSync(join(folder, first!))).toBe(false)
    writeFileSync(join(folder, first!), segment)
    const again = journal(folder, { signer, retention: { maxBytes: 2000 } })
    await again.close()
    expect(existsSync(join(folder, first!))).toBe(false)
  })

  it('a log of which most is deleted opens by hashes alone when its trees are lost', async () => {
    const folder = newFolder()
    await (await filled(folder, { retention: { maxBytes: 0 } })).close()
    for (const file of [...ending(folder, '.tree'), ...ending(folder, '.note')])
      writeFileSync(join(folder, `${file}.lost`), '')
    const { rmSync } = await import('node:fs')
    for (const file of [...ending(folder, '.tree')]) rmSync(join(folder, file))
    const again = journal(folder, { signer })
    await again.write([record('after')])
    await again.close()
  })
})
