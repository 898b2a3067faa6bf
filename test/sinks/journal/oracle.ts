import { canonical, chainHash, createTree, genesis, leafHash } from 'purposebound/audit'

/**
 * Reads a log as its format is written down, by the plain functions alone: how many records it has, and the root of its tree.
 * Throws at the first line that is not right.
 */
export function readLog(bytes: Buffer, log: string): { size: number; root: string } {
  const tree = createTree()
  let prev = genesis(log)
  const lines = bytes.toString().split('\n')
  if (lines.pop() !== '') throw new Error('torn tail')
  for (const [seq, line] of lines.entries()) {
    if (Buffer.byteLength(line) >= 64 * 1024) throw new Error(`line ${seq + 1} is too long`)
    const { hash, ...record } = JSON.parse(line)
    if (canonical({ ...record, hash }) !== line) throw new Error(`line ${seq + 1} is not canonical`)
    if (record.log !== log || record.seq !== seq || record.prev !== prev.toString('hex'))
      throw new Error(`line ${seq + 1} is not linked`)
    const canon = Buffer.from(canonical(record))
    prev = chainHash(seq, prev, canon)
    if (prev.toString('hex') !== hash) throw new Error(`line ${seq + 1} has another hash`)
    tree.add(leafHash(canon))
  }
  return { size: lines.length, root: tree.root().toString('hex') }
}
