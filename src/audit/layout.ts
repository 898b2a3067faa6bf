/** The files of a journal's folder, by what they are called. */

/** Segment `firstSeq`: one record a line. */
export function segmentFile(firstSeq: number): string {
  return `${String(firstSeq).padStart(16, '0')}.jsonl`
}

/** The signed checkpoint of a sealed segment: it covers all records up to the end of that segment. */
export function noteFile(firstSeq: number): string {
  return `${String(firstSeq).padStart(16, '0')}.note`
}

/** What is kept of a segment that retention has deleted: its leaf hashes, 32 bytes a record. */
export function leavesFile(firstSeq: number): string {
  return `${String(firstSeq).padStart(16, '0')}.leaves`
}

/** The tree at the end of a sealed segment, so that a writer need not read what lies before it; worth what the note beside it says. */
export function treeFile(firstSeq: number): string {
  return `${String(firstSeq).padStart(16, '0')}.tree`
}

/** What was found where a segment should end or stand, moved aside; `mark` tells one from another. */
export function quarantineFile(firstSeq: number, mark: string): string {
  return `${segmentFile(firstSeq)}.${mark}.quarantine`
}

/** How far a sink that is fed from the journal has come. */
export function cursorFile(sink: string): string {
  return `cursor-${encodeURIComponent(sink.toWellFormed())}`
}

/** What the first record of a segment names, as `config.format`. */
export const JOURNAL_FORMAT = 'audit-chain/v1'

/** The longest line of a log in bytes, line feed included. */
export const LONGEST_LINE = 64 * 1024

/** The latest signed checkpoint of the open log. */
export const CHECKPOINT_FILE = 'checkpoint'

/** Who writes the log. */
export const LOCK_FILE = 'lock'

/** Room that is set free when the disk is full. */
export const RESERVE_FILE = 'reserve'

/** How many records may be in memory alone, with `buffered` delivery. */
export const BUFFER_FILE = 'buffer'

/** Ends the name of a file that is not finished yet. */
export const UNFINISHED = '.tmp'

/** The first sequence number of a segment or of a file about one; undefined for any other file. */
export function firstSeqOf(file: string, kind: 'jsonl' | 'note' | 'leaves' | 'tree'): number | undefined {
  const [, digits, ending] = /^(\d{16})\.(jsonl|note|leaves|tree)$/.exec(file) ?? []
  return ending === kind ? Number(digits) : undefined
}
