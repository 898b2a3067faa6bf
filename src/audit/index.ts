// the bytes
export { canonical } from './canonical.js'
export { chainHash, genesis, leafHash, nodeHash } from './chain.js'
export { type Checkpoint, openCheckpoint, signCheckpoint } from './checkpoint.js'
// what they say
export { findRecords } from './find-records.js'
// where they lie
export {
  BUFFER_FILE,
  CHECKPOINT_FILE,
  cursorFile,
  firstSeqOf,
  JOURNAL_FORMAT,
  LOCK_FILE,
  LONGEST_LINE,
  leavesFile,
  noteFile,
  quarantineFile,
  RESERVE_FILE,
  segmentFile,
  treeFile,
  UNFINISHED,
} from './layout.js'
// whether they still are what they were
export { LOG_PROBLEMS, type LogProblem, type LogProblemCode } from './problem.js'
export { readLog } from './read-log.js'
export type { ReadOptions } from './read-segments.js'
// who vouches for them
export { ed25519Signer, type Signer } from './signer.js'
export { createTree, type Frontier, type Tree } from './tree.js'
export { assertLogName, verifierKey } from './verifier-key.js'
export { type BadLog, type GoodLog, type LogVerdict, verifyLog } from './verify-log.js'
export type { VerifyOptions } from './verify-options.js'
