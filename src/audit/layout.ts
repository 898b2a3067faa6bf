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

/** The latest signed checkpoint of the open log. */
export const CHECKPOINT_FILE = 'checkpoint'

/** The first sequence number of a segment, a note or a list of leaves; undefined for any other file. */
export function firstSeqOf(file: string, kind: 'jsonl' | 'note' | 'leaves'): number | undefined {
  const [, digits, ending] = /^(\d{16})\.(jsonl|note|leaves)$/.exec(file) ?? []
  return ending === kind ? Number(digits) : undefined
}
