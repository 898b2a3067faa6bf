import { createHash } from 'node:crypto'
import { readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Frontier,
  genesis,
  leavesFile,
  quarantineFile,
  segmentFile,
  UNFINISHED,
} from '../../audit/index.js'
import type { AuditRecord } from '../../index.js'
import { readSigned, type Signed } from './boundary.js'
import { createNow, syncFolderNow, truncateNow } from './disk-sync.js'
import { logInvalid } from './failure.js'
import { type Contents, contentsOf, removeUnfinished } from './folder.js'
import { lastOf } from './last-record.js'
import { linesOf } from './lines.js'
import type { Settings } from './options.js'
import type { About } from './own-record.js'
import { parse, type Reached, type Replayed, replaySegment } from './replay.js'

/** A sealed segment whose note is still to be signed: the tree at its end. */
export interface Unsealed {
  readonly first: number
  readonly frontier: Frontier
}

/** The segment that is written to. */
interface OpenSegment {
  readonly first: number
  readonly bytes: number
  /** When it was begun, ms since 1970, and what it says of its integrity; undefined where it has no record yet. */
  readonly begun: number | undefined
  readonly integrity: 'chain' | 'signed' | undefined
}

/** A log that was found, made whole. */
export interface Recovered {
  readonly reached: Reached & { prev: string }
  /** The open segment; undefined for a log that is still to be begun. */
  readonly open: OpenSegment | undefined
  readonly about: About | undefined
  readonly unsealed: readonly Unsealed[]
  /** What the log does not say yet of tails that were moved aside. */
  readonly owed: readonly NonNullable<AuditRecord['recovery']>[]
  readonly signed: Signed | undefined
}

/**
 * Finds out where a log ends, and repairs what a crash can leave: only the owner of the lock may.
 *
 * @throws PurposeboundError `log_invalid` for what no crash leaves: a bad line before the end, fewer records than were signed
 */
export function recover({ directory, log, signer }: Settings): Recovered {
  removeUnfinished(directory)
  const contents = contentsOf(directory)
  const signed = signer && readSigned(directory, log, signer.publicKey, contents)
  const reached = startOf(directory, log, contents, signed)
  const told = new Set<string>()
  const unsealed: Unsealed[] = []
  const last = contents.segments.at(-1)
  let end: Replayed | undefined

  checkRoot(signed, reached)
  for (const first of partsFrom(contents, reached.seq)) {
    if (contents.pruned.includes(first))
      addLeaves(directory, first, reached, () => checkRoot(signed, reached))
    else
      end = replaySegment(directory, log, first, reached, first === last, (line) => {
        checkRoot(signed, reached)
        if (line.includes('"type":"recovery"')) told.add(parse(line)?.recovery?.discardedSha256 ?? '')
      })
    if (first !== last && reached.tree && !contents.notes.includes(first))
      unsealed.push({ first, frontier: reached.tree.frontier() })
  }
  const { seq, prev } = reached
  if (seq < (signed?.checkpoint?.size ?? 0))
    throw logInvalid('the log holds fewer records than its checkpoint says')
  if (prev === undefined || end?.first !== last) throw logInvalid('the open segment is missing')
  if (end && end.bytes < end.size) moveAside(directory, end)
  return {
    reached: { ...reached, prev },
    open: end && { first: end.first, bytes: end.bytes, ...headOf(directory, end.first) },
    about: aboutOf(directory, contents.segments),
    unsealed,
    owed: end ? untold(directory, end.first, told, seq) : [],
    signed,
  }
}

/** Where reading begins: behind what a signed note proves, and without signatures at the open segment. */
function startOf(folder: string, log: string, contents: Contents, signed: Signed | undefined): Reached {
  const seq = signed ? signed.tree.size : (contents.segments.at(-1) ?? 0)
  const prev =
    seq === 0 ? genesis(log).toString('hex') : lastHash(folder, seq, before(contents.segments, seq))
  return { seq, prev, tree: signed?.tree }
}

/** Segments and what is left of deleted ones, in order. */
function partsFrom({ segments, pruned }: Contents, seq: number): number[] {
  return [...segments, ...pruned].filter((first) => first >= seq).sort((a, b) => a - b)
}

/** Of the record before `seq`; a sealed segment that has lost its end says nothing of it, and is found by whoever verifies. */
function lastHash(folder: string, seq: number, first: number | undefined): string | undefined {
  const last = first === undefined ? undefined : lastOf(folder, first)
  return last?.seq === seq - 1 ? last.hash : undefined
}

function before(segments: readonly number[], seq: number): number | undefined {
  return segments.findLast((first) => first < seq)
}

function checkRoot(signed: Signed | undefined, { seq, tree }: Reached): void {
  if (!tree || seq !== signed?.checkpoint?.size || seq === 0) return
  if (!tree.root().equals(signed.checkpoint.root))
    throw logInvalid(`the first ${seq} records are not those that were signed`)
}

function addLeaves(folder: string, first: number, reached: Reached, seen: () => void): void {
  const file = leavesFile(first)
  const leaves = readFileSync(join(folder, file))
  if (leaves.length % 32 !== 0 || first !== reached.seq) throw logInvalid(`\`${file}\``)
  for (let at = 0; at < leaves.length; at += 32) {
    reached.tree?.add(leaves.subarray(at, at + 32))
    reached.seq += 1
    seen()
  }
  reached.prev = undefined
}

/** Nothing is thrown away: what stood behind the last record is kept beside it. */
function moveAside(folder: string, { first, bytes }: Replayed): void {
  const path = join(folder, segmentFile(first))
  const tail = readFileSync(path).subarray(bytes)
  const file = join(folder, quarantineFile(first, sha256(tail).slice(0, 16)))
  createNow(`${file}${UNFINISHED}`, tail)
  renameSync(`${file}${UNFINISHED}`, file)
  syncFolderNow(folder)
  truncateNow(path, bytes)
}

/** A crash may come between moving a tail aside and saying so: look at what lies there, and at what was said. */
function untold(folder: string, first: number, told: ReadonlySet<string>, seq: number): Recovered['owed'] {
  return contentsOf(folder)
    .quarantined.filter((file) => file.startsWith(segmentFile(first)))
    .map((file) => readFileSync(join(folder, file)))
    .map((tail) => ({ discardedBytes: tail.length, discardedSha256: sha256(tail) }))
    .filter(({ discardedSha256 }) => !told.has(discardedSha256))
    .map((tail) => (seq === 0 ? tail : { ...tail, lastGoodSeq: seq - 1 }))
}

function headOf(folder: string, first: number): Pick<OpenSegment, 'begun' | 'integrity'> {
  for (const { bytes, whole } of linesOf(join(folder, segmentFile(first)))) {
    const record = whole ? parse(bytes) : undefined
    const begun = Date.parse(record?.time ?? '')
    return { begun: Number.isNaN(begun) ? undefined : begun, integrity: record?.config?.integrity }
  }
  return { begun: undefined, integrity: undefined }
}

/** The journal's own records are written in the name of whoever wrote last. */
function aboutOf(folder: string, segments: readonly number[]): About | undefined {
  for (const first of segments.toReversed().slice(0, 2)) {
    const { app, policy } = lastOf(folder, first) ?? {}
    if (app && policy) return { app, policy }
  }
  return undefined
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
