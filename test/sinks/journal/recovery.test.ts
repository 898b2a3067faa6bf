import { createHash } from 'node:crypto'
import { appendFileSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { record } from '../record.js'
import { allOf, journal, newFolder, recordsOf, removeFolders, signer } from './folder.js'

afterEach(removeFolders)

const FIRST = '0000000000000000.jsonl'
const ids = (folder: string) => recordsOf(folder).map(({ id }) => id)

describe('journalSink opened again', () => {
  it('goes on where it stopped', async () => {
    const folder = newFolder()
    for (const id of ['1', '2', '3']) {
      const sink = journal(folder, { signer })
      await sink.write([record(id)])
      await sink.close()
    }
    expect(ids(folder)).toEqual(['1', '2', '3'])
    expect(allOf(folder).map(({ seq }) => seq)).toEqual([0, 1, 2, 3])
  })

  it('moves a torn tail aside, and says so', async () => {
    const folder = newFolder()
    const sink = journal(folder, { signer })
    await sink.write([record('1'), record('2')])
    await sink.close()
    appendFileSync(join(folder, FIRST), '{"app":{"name"')

    const again = journal(folder, { signer })
    await again.write([record('3')])
    await again.close()

    expect(ids(folder)).toEqual(['1', '2', '3'])
    expect(allOf(folder).find(({ type }) => type === 'recovery')?.recovery).toEqual({
      discardedBytes: 14,
      discardedSha256: createHash('sha256').update('{"app":{"name"').digest('hex'),
      lastGoodSeq: 2,
    })
    const [moved] = readdirSync(folder).filter((file) => file.endsWith('.quarantine'))
    expect(readFileSync(join(folder, moved!), 'utf8')).toBe('{"app":{"name"')
  })

  it('does not open a log with a bad line before its end', async () => {
    const folder = newFolder()
    const sink = journal(folder)
    await sink.write([record('1'), record('2')])
    await sink.close()
    const path = join(folder, FIRST)
    const lines = readFileSync(path, 'utf8').split('\n')
    writeFileSync(path, lines.with(1, lines[1]!.replace('"permit"', '"permiT"')).join('\n'))
    expect(() => journal(folder)).toThrow(/`0000000000000000\.jsonl`, line 2$/)
  })

  it('does not open a log that is shorter than its checkpoint says', async () => {
    const folder = newFolder()
    const sink = journal(folder, { signer })
    await sink.write([record('1'), record('2')])
    await sink.close()
    const path = join(folder, FIRST)
    truncateSync(path, readFileSync(path, 'utf8').split('\n').slice(0, 2).join('\n').length + 1)
    expect(() => journal(folder, { signer })).toThrow(/fewer records than its checkpoint/)
    expect(readdirSync(folder).filter((file) => file.endsWith('.quarantine'))).toEqual([])
  })
})
