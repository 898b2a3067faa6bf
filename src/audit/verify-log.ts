import { Vanished } from './line-file.js'
import { Found, type LogProblem } from './problem.js'
import { type Progress, verification } from './verification.js'
import { readVerifyOptions, type VerifyOptions } from './verify-options.js'

/** What a verification found out. */
export type LogVerdict = GoodLog | BadLog

interface Verified {
  readonly log: string
  /** `signed`: by the key that was given. `chain`: nobody vouches for it, as was asked. */
  readonly integrity: 'signed' | 'chain'
  /** Segments whose records are there. */
  readonly segments: number
  /** What stands in the folder that no journal has put there, and that was not looked at. */
  readonly strangers: readonly string[]
}

export interface GoodLog extends Verified {
  readonly ok: true
  /** Records, those included that retention has deleted. */
  readonly size: number
  /** RFC 6962 root of all of them, in hex. */
  readonly root: string
  /** How many of them are signed. */
  readonly signed: number
  /** How many follow the latest checkpoint: nobody vouches for them yet. */
  readonly unsigned: number
  /** The latest checkpoint, as text to be kept elsewhere. */
  readonly checkpoint?: string
  /** Segments that retention has deleted: their hashes are intact, and what they said is not known. */
  readonly pruned?: { readonly records: number; readonly segments: number }
  /** The size of the checkpoint kept elsewhere that the log extends. */
  readonly extends?: number
}

export interface BadLog extends Verified {
  readonly ok: false
  /** The first thing that is wrong. */
  readonly problem: LogProblem
  /** How many records before it were found good. */
  readonly good: number
}

/** Files come and go where retention is at work; whoever sees it happen so often sees something else. */
const ATTEMPTS = 3

/**
 * Says whether a log is whole and unaltered, or names the first thing that is wrong with it: bytes, chain, tree and
 * signatures. Streams; memory does not grow with the log. A log that is being written may be verified.
 *
 * @throws PurposeboundError `config_invalid` for bad options; never for a bad log
 * @example
 * ```ts
 * const verdict = await verifyLog({ directory: 'audit', log: 'shop/audit', key })
 * if (!verdict.ok) console.error(verdict.problem.code, verdict.problem.file, verdict.problem.line)
 * ```
 */
export async function verifyLog(options: VerifyOptions): Promise<LogVerdict> {
  const asked = readVerifyOptions(options)
  const { log, expected } = asked
  for (let attempt = 1; ; attempt++) {
    const progress: Progress = { records: 0, pruned: 0, prunedSegments: 0, segments: 0, strangers: [] }
    const about = (): Verified => ({
      log,
      integrity: asked.keys.length > 0 ? 'signed' : 'chain',
      segments: progress.segments,
      strangers: progress.strangers,
    })
    try {
      const { root, latest } = await verification(asked, progress)
      const signed = latest?.size ?? 0
      return {
        ok: true,
        ...about(),
        size: progress.records,
        root: root.toString('hex'),
        signed,
        unsigned: progress.records - signed,
        ...(latest && { checkpoint: latest.note }),
        ...(progress.pruned > 0 && {
          pruned: { records: progress.pruned, segments: progress.prunedSegments },
        }),
        ...(expected && { extends: expected.size }),
      }
    } catch (error) {
      if (error instanceof Vanished && attempt < ATTEMPTS) continue
      const found = error instanceof Vanished ? new Found('file_unreadable', {}, 'ENOENT') : error
      if (!(found instanceof Found)) throw error
      return { ok: false, ...about(), problem: found.problem, good: progress.records }
    }
  }
}
