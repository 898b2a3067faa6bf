import { createGaps, type GapCause, type GapInfo } from './gap.js'
import type { AuditRecord } from './record.js'
import { seal } from './seal.js'

/** A record that delivery itself makes, and who wants to know once a sink has it. */
export interface Note {
  readonly record: AuditRecord
  readonly told?: () => void
}

/** What one sink is to be told before anything else: which records it lacks, and which sinks failed or work again. */
export interface Owing {
  lose(cause: GapCause, records: readonly AuditRecord[]): void
  note(note: Note): void
  any(): boolean
  /** Hands it out to be written; give it back by `restore` when that fails. @throws what the words for a gap throw */
  take(): readonly Note[]
  restore(notes: readonly Note[]): void
}

/** As many records wait at most; losses beyond that stay a number until some were written. */
const MOST_WORDED = 4
const MOST_NOTES = 64
export const OWES_NOTHING: readonly Note[] = Object.freeze([])

/** A gap that was put into words keeps its id and its number: a sink that took it and failed to say so gets it but once. */
export function createOwing(gap: (info: GapInfo) => AuditRecord): Owing {
  const gaps = createGaps()
  let waiting: readonly Note[] = OWES_NOTHING

  return {
    lose: (cause, records) => gaps.add(cause, records),
    note(note) {
      waiting = bounded([...waiting, sealed(note)])
    },
    any: () => waiting.length > 0 || gaps.any(),
    take() {
      if (waiting.length === 0 && !gaps.any()) return OWES_NOTHING
      const taken = [...waiting]
      if (taken.filter(({ record }) => record.type === 'gap').length < MOST_WORDED) {
        const infos = gaps.take()
        try {
          taken.push(...infos.map((info) => sealed({ record: gap(info) })))
        } catch (error) {
          gaps.restore(infos)
          throw error
        }
      }
      waiting = OWES_NOTHING
      return taken
    },
    restore(notes) {
      if (notes.length > 0) waiting = bounded([...notes, ...waiting])
    },
  }
}

function sealed({ record, told }: Note): Note {
  return { record: seal([record]).records[0]!, ...(told && { told }) }
}

/** The state of a sink is news: when nobody could hear it for long, the oldest is forgotten. What is missing never is. */
function bounded(notes: readonly Note[]): readonly Note[] {
  let over = notes.length - MOST_NOTES
  return over <= 0 ? notes : notes.filter(({ record }) => record.type === 'gap' || over-- <= 0)
}
