/** Every code with its text. */
export const LOG_PROBLEMS = Object.freeze({
  // the folder
  folder_unreadable: 'the folder of the log cannot be read',
  log_empty: 'the log holds no record',
  file_misnamed: 'the file is named like no file of a journal',
  not_a_file: 'a link or a folder stands where a file must be',
  file_unreadable: 'the file cannot be read',
  // segments
  segment_missing: 'records are missing before this segment',
  segment_overlaps: 'the segment begins before the one before it has ended',
  pruned_out_of_order: 'a segment was deleted after one that was kept',
  leaves_invalid: 'the hashes of a deleted segment are not whole',
  leaves_mismatch: 'the hashes kept of the segment are not those of its records',
  line_unended: 'the segment ends in the middle of a line',
  torn_tail: 'the last line is not whole: its writer was stopped, and mends it when it opens the journal',
  // the text of a record
  record_too_long: 'a line of more than 64 KiB is no record',
  not_utf8: 'the line is not UTF-8',
  not_json: 'the line is not JSON',
  duplicate_key: 'a key stands twice in one object',
  not_canonical: 'the line is not the canonical text of its record (RFC 8785)',
  not_a_record: 'the line is no object',
  // what a record must hold
  v_missing: 'the record has no version',
  v_unknown: 'the version of the record is not 1',
  log_missing: 'the record does not say whose log it is of',
  log_mismatch: 'the record is of another log',
  seq_missing: 'the record has no number',
  seq_mismatch: 'the record is not the next one: one was taken out, put in, doubled or moved',
  prev_missing: 'the record is not chained to the one before it',
  prev_mismatch: 'the record is chained to another one than the one before it',
  hash_missing: 'the record has no hash',
  hash_mismatch: 'the record is not the one that its hash was made of',
  type_missing: 'the record has no type',
  // signatures
  note_missing: 'a segment has ended, and no signed note says with what',
  note_misplaced: 'the note signs another size than that of the log at the end of its segment',
  checkpoint_missing: 'there is no signed checkpoint',
  checkpoint_invalid: 'this is no checkpoint in the form of a C2SP signed note',
  checkpoint_of_another_log: 'the checkpoint is of another log',
  signature_missing: 'nobody has signed this for the log',
  key_unknown: 'this was signed by another key',
  signature_invalid: 'the signature is not by the key over these bytes',
  root_mismatch: 'the records are not those that were signed',
  log_truncated: 'the log ends before what was signed',
  checkpoint_stale: 'too many records are signed by nobody yet',
  expected_mismatch: 'the log was rewritten: it does not extend the checkpoint that was kept elsewhere',
  expected_beyond: 'the log was cut: it ends before the checkpoint that was kept elsewhere',
})

/** What can be wrong with a log, for programs. docs/audit-verify.md says what each means. */
export type LogProblemCode = keyof typeof LOG_PROBLEMS

/** The first thing that is wrong with a log, and where. */
export interface LogProblem {
  readonly code: LogProblemCode
  /** Names files, numbers and keys of the format; never what a record says. */
  readonly message: string
  readonly file?: string
  /** The line in `file`, counted from 1. */
  readonly line?: number
  /** Where in `file` it is wrong, in bytes from 0. */
  readonly byte?: number
  /** The number that the bad record has, or should have. */
  readonly seq?: number
  /** Where a signature tells only that something changed: it is one of the records from `seq` to this one. */
  readonly through?: number
}

/** Carries a problem out of the depths of a verification. */
export class Found {
  readonly problem: LogProblem

  constructor(code: LogProblemCode, place: Omit<LogProblem, 'code' | 'message'> = {}, more?: string) {
    const message = more === undefined ? LOG_PROBLEMS[code] : `${LOG_PROBLEMS[code]}: ${more}`
    this.problem = { code, message, ...place }
  }
}
