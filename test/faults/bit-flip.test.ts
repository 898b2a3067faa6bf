import { noteFile, segmentFile, verifyLog } from 'purposebound/audit'
import { describe, expect, it } from 'vitest'
import { randomly } from '../../bench/rounds.js'
import { openNote } from '../../src/audit/open-note.js'
import { Found } from '../../src/audit/problem.js'
import { Folder, filesOf, KEY, LOG, linesOf, note, sample, signer } from '../audit/build-log.js'
import { flip } from './bit-flip.js'

// every bit of the large log: `npm run test:bits`
const large = linesOf(Array.from({ length: 1000 }, (_, index) => sample(index)))
const small = linesOf([{}, { effect: 'deny', fields: { clear: ['é', '\n'] }, ext: { n: -1, yes: true } }, {}])
const SAMPLE = 20

describe('T59: a bit that flips', { timeout: 60_000 }, () => {
  it('is found, and named by its record: every bit of a small log', () => {
    expect(small.flatMap((_, seq) => flip(small, seq))).toEqual([])
  })

  it('is found, and named by its record: some bits of each record of a large log', () => {
    const random = randomly(4)
    const missed = large.flatMap(({ line }, seq) =>
      flip(
        large,
        seq,
        Array.from({ length: SAMPLE }, () => Math.floor(random() * line.length * 8)),
      ),
    )
    expect(missed).toEqual([])
  })

  it('is found in a checkpoint: every bit of it', async () => {
    const checkpoint = await note(small, 3)
    const keys = [signer.publicKey]
    expect(openNote(checkpoint, 'checkpoint', LOG, keys)).toMatchObject({ size: 3 })
    const missed = bitsOf(checkpoint).filter((bit) => {
      try {
        openNote(flipped(checkpoint, bit), 'checkpoint', LOG, keys)
        return true
      } catch (error) {
        return !(error instanceof Found)
      }
    })
    expect(missed).toEqual([])
  })

  it('is found in the file that has it: the last bits of each, and some others', async () => {
    const files = await filesOf(small, { perSegment: 2 })
    expect([...files.keys()]).toEqual([segmentFile(0), noteFile(0), segmentFile(2), 'checkpoint'])
    const random = randomly(5)
    const folder = new Folder(files)
    const missed: string[] = []
    for (const [name, bytes] of files) {
      const last = bitsOf(bytes).slice(-16)
      for (const bit of [...last, ...last.map(() => Math.floor(random() * bytes.length * 8))]) {
        folder.write(name, flipped(bytes, bit))
        const verdict = await verifyLog({ directory: folder.path, log: LOG, key: KEY })
        if (verdict.ok || verdict.problem.file !== name) missed.push(`${name}, bit ${bit}`)
      }
      folder.write(name, bytes)
    }
    folder.remove()
    expect(missed).toEqual([])
  })
})

function bitsOf(bytes: Buffer): number[] {
  return Array.from({ length: bytes.length * 8 }, (_, bit) => bit)
}

function flipped(good: Buffer, bit: number): Buffer {
  const bytes = Buffer.from(good)
  bytes[bit >> 3] = bytes[bit >> 3]! ^ (1 << (bit & 7))
  return bytes
}
