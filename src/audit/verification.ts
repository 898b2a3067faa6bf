import { join } from 'node:path'
import { createChainReader } from './chain-reader.js'
import { createComparison, keptLeaves } from './kept-leaves.js'
import { CHECKPOINT_FILE, LONGEST_LINE, leavesFile, noteFile, segmentFile } from './layout.js'
import { contentOf, linesOf } from './line-file.js'
import { LONGEST_NOTE, openNote, type SignedCheckpoint } from './open-note.js'
import { Found } from './problem.js'
import { type Commitment, createProof } from './proof.js'
import { readLines } from './read-lines.js'
import { assertOldestPruned, type Part, survey } from './survey.js'
import type { Asked } from './verify-options.js'

/** How far a verification has come, for the answer. */
export interface Progress {
  /** Records that were found good, those included of which only the hashes are kept. */
  records: number
  pruned: number
  prunedSegments: number
  segments: number
  strangers: readonly string[]
}

/** What a log that is good comes to. */
export interface Sum {
  readonly root: Buffer
  readonly latest: SignedCheckpoint | undefined
}

/** Verifies a log from its first record to its last. @throws Found at the first thing that is wrong; Vanished */
export async function verification(asked: Asked, progress: Progress): Promise<Sum> {
  const { directory, log, keys, expected } = asked
  const { parts, checkpoint, strangers } = await survey(directory)
  progress.strangers = strangers
  if (parts.length === 0) throw new Found('log_empty')
  assertOldestPruned(parts)
  // before the records, so that a log that is being written has all that is signed here
  const latest = keys.length > 0 ? await latestOf(asked, checkpoint) : undefined
  const signed = latest instanceof Found ? undefined : latest
  const commitments: Commitment[] = []
  if (signed) commitments.push({ ...signed, code: 'root_mismatch', file: CHECKPOINT_FILE })
  if (expected) commitments.push({ ...expected, code: 'expected_mismatch' })
  const chain = createChainReader(log)
  const proof = createProof(commitments)
  let newest = signed

  for (const part of parts) {
    const last = part === parts.at(-1)
    assertNext(part, proof.size)
    const before = proof.size
    if (part.segment) await readSegment(part, last)
    else await readPruned(part, last)
    if (keys.length > 0 && (part.note || (part.segment && mustBeNoted(part)))) await holdNote(part)
    progress.records = proof.size
    if (part.segment) progress.segments += 1
    else {
      progress.pruned += proof.size - before
      progress.prunedSegments += 1
    }
  }
  if (proof.size === 0) throw new Found('log_empty')
  assertSigned()
  return { root: proof.root(), latest: newest }

  async function readSegment({ first, leaves }: Part, last: boolean): Promise<void> {
    const file = segmentFile(first)
    const kept = leaves ? createComparison() : undefined
    let lines = 0
    for await (const { bytes, to, offset, rest } of linesOf(join(directory, file), file)) {
      asked.signal?.throwIfAborted()
      if (rest) {
        if (to === 0) break
        const place = { file, line: lines + 1, byte: offset, seq: chain.seq }
        throw new Found(to > LONGEST_LINE ? 'record_too_long' : last ? 'torn_tail' : 'line_unended', place)
      }
      const read = readLines(chain, bytes, to, (leaf) => {
        proof.add(leaf)
        kept?.add(leaf)
      })
      progress.records = proof.size
      if (read.fault) {
        const { code, at, more } = read.fault
        throw new Found(code, { file, line: lines + read.lines + 1, byte: offset + at, seq: chain.seq }, more)
      }
      lines += read.lines
      asked.onProgress(proof.size)
    }
    if (kept && !(await kept.isSame(directory, first)))
      throw new Found('leaves_mismatch', { file: leavesFile(first), seq: first })
  }

  async function readPruned({ first, leaves, note }: Part, last: boolean): Promise<void> {
    if (!leaves || last)
      throw new Found('segment_missing', {
        file: leaves ? leavesFile(first) : note ? noteFile(first) : segmentFile(first),
        seq: first,
      })
    for await (const bytes of keptLeaves(directory, first)) {
      asked.signal?.throwIfAborted()
      for (let at = 0; at < bytes.length; at += 32) proof.add(bytes.subarray(at, at + 32))
    }
    chain.skip(proof.size - first)
  }

  /** Notes are signed in their order, after the next segment has begun and before any later checkpoint. */
  function mustBeNoted({ first }: Part): boolean {
    return (
      (signed !== undefined && signed.size > proof.size && first !== parts.at(-1)?.first) ||
      parts.some((later) => later.first > first && later.note)
    )
  }

  /** A sealed segment ends where its note says. */
  async function holdNote({ first, note }: Part): Promise<void> {
    const file = noteFile(first)
    if (!note) throw new Found('note_missing', { file, seq: first, through: proof.size - 1 })
    const said = openNote(await contentOf(join(directory, file), file, LONGEST_NOTE), file, log, keys)
    if (said.size !== proof.size)
      throw new Found('note_misplaced', { file, seq: Math.min(said.size, proof.size) })
    proof.hold({ ...said, code: 'root_mismatch', file })
    if (!newest || said.size > newest.size) newest = said
  }

  function assertSigned(): void {
    if (expected && expected.size > proof.size)
      throw new Found('expected_beyond', { seq: proof.size, through: expected.size - 1 })
    if (keys.length === 0) return
    if (latest instanceof Found) throw latest
    if (!newest || newest.size > proof.size)
      throw new Found('log_truncated', {
        file: CHECKPOINT_FILE,
        seq: proof.size,
        through: (newest?.size ?? 0) - 1,
      })
    const unsigned = proof.size - newest.size
    if (newest.size <= progress.pruned || unsigned > asked.maxUnsigned)
      throw new Found(
        'checkpoint_stale',
        { file: CHECKPOINT_FILE, seq: newest.size, through: proof.size - 1 },
        `${unsigned}`,
      )
  }
}

function assertNext({ first, segment }: Part, size: number): void {
  if (first > size) throw new Found('segment_missing', { file: segmentFile(size), seq: size })
  if (first < size)
    throw new Found('segment_overlaps', { file: (segment ? segmentFile : leavesFile)(first), seq: first })
}

/** The latest checkpoint; or what is wrong with it, which is said when the records have been read. */
async function latestOf({ directory, log, keys }: Asked, there: boolean): Promise<SignedCheckpoint | Found> {
  if (!there) return new Found('checkpoint_missing', { file: CHECKPOINT_FILE })
  try {
    const bytes = await contentOf(join(directory, CHECKPOINT_FILE), CHECKPOINT_FILE, LONGEST_NOTE)
    return openNote(bytes, CHECKPOINT_FILE, log, keys)
  } catch (error) {
    if (error instanceof Found) return error
    throw error
  }
}
