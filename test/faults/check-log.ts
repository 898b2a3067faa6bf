import { createHash, createPublicKey, verify } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AuditRecord } from 'purposebound'
import { LOG } from './orders.js'

/** A log as an auditor finds it: every record, once each has been proved. */
export interface Found {
  readonly records: readonly AuditRecord[]
  /** What was moved aside as torn. */
  readonly quarantined: number
}

const sha = (...parts: readonly (string | Uint8Array)[]): Buffer =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest()

/**
 * Proves a journal anew, by the letter of the format and by nothing of `src`: bytes, chain, tree, signatures.
 *
 * @throws Error that names the first thing that is wrong
 */
export function checkLog(folder: string, publicKey: Uint8Array): Found {
  const files = readdirSync(folder).sort()
  const segments = files.filter((file) => /^\d{16}\.jsonl$/.test(file))
  const notes = files.filter((file) => file.endsWith('.note') || file === 'checkpoint')
  const records: AuditRecord[] = []
  const leaves: Buffer[] = []
  let prev = sha('audit-chain/genesis/v1\n', LOG)
  for (const file of segments) {
    if (Number(file.slice(0, 16)) !== records.length) throw new Error(`${file} begins at ${records.length}`)
    const text = readFileSync(join(folder, file), 'utf8')
    if (text !== '' && !text.endsWith('\n')) throw new Error(`${file} ends torn`)
    for (const line of text.split('\n').slice(0, -1)) {
      const { hash, ...rest } = JSON.parse(line) as AuditRecord & Record<string, unknown>
      const seq = records.length
      const canon = Buffer.from(canonical(rest))
      const head = Buffer.alloc(12)
      head.writeBigUInt64BE(BigInt(seq))
      head.writeUInt32BE(canon.length, 8)
      const chained = sha('audit-chain/record/v1\n', head.subarray(0, 8), prev, head.subarray(8), canon)
      if (rest.seq !== seq || rest.prev !== prev.toString('hex')) throw new Error(`record ${seq}: link`)
      if (hash !== chained.toString('hex')) throw new Error(`record ${seq}: hash`)
      if (line !== canonical({ ...rest, hash })) throw new Error(`record ${seq}: bytes`)
      prev = chained
      leaves.push(sha('\0', canon))
      records.push({ ...rest, hash })
    }
  }
  const roots = rootsOf(leaves)
  for (const note of notes) checkNote(readFileSync(join(folder, note), 'utf8'), note, roots, publicKey)
  return { records, quarantined: files.filter((file) => file.endsWith('.quarantine')).length }
}

function checkNote(note: string, file: string, roots: readonly Buffer[], publicKey: Uint8Array): void {
  const [log, size, root, empty, signature = ''] = note.split('\n')
  if (log !== LOG || empty !== '') throw new Error(`${file}: not a checkpoint of this log`)
  if (Number(size) >= roots.length) throw new Error(`${file}: says ${size}, found ${roots.length - 1}`)
  if (roots[Number(size)]?.toString('base64') !== root) throw new Error(`${file}: root`)
  const text = Buffer.from(`${log}\n${size}\n${root}\n`)
  const bytes = Buffer.from(signature.split(' ').at(-1) ?? '', 'base64').subarray(4)
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), publicKey])
  if (!verify(null, text, createPublicKey({ key: spki, format: 'der', type: 'spki' }), bytes))
    throw new Error(`${file}: signature`)
}

/** RFC 6962: the roots at all sizes from 0 up. */
function rootsOf(leaves: readonly Buffer[]): readonly Buffer[] {
  const roots = [sha('')]
  const peaks: { readonly size: number; readonly hash: Buffer }[] = []
  for (const leaf of leaves) {
    let top = { size: 1, hash: leaf }
    for (let last = peaks.at(-1); last?.size === top.size; last = peaks.at(-1)) {
      top = { size: top.size * 2, hash: sha('\x01', last.hash, top.hash) }
      peaks.pop()
    }
    peaks.push(top)
    roots.push(peaks.map(({ hash }) => hash).reduceRight((right, left) => sha('\x01', left, right)))
  }
  return roots
}

/** RFC 8785 for what a record holds. */
function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join()}}`
}

/** The records of a file sink, and how many lines of it are torn. */
export function readFileLog(folder: string): Found {
  const path = join(folder, 'audit.jsonl')
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : ['']
  const read = lines.flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as AuditRecord]
    } catch {
      return [undefined]
    }
  })
  const records = read.filter((record) => record !== undefined)
  return { records, quarantined: read.length - records.length }
}
