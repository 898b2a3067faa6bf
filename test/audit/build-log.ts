import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import {
  canonical,
  chainHash,
  createTree,
  ed25519Signer,
  genesis,
  leafHash,
  leavesFile,
  noteFile,
  type Signer,
  segmentFile,
  signCheckpoint,
  verifierKey,
} from 'purposebound/audit'

export const LOG = 'shop.example/audit'
export const signer = ed25519Signer(new Uint8Array(32).fill(7))
export const KEY = verifierKey(LOG, signer.publicKey)

export type Plain = { readonly [key: string]: unknown }
export type Files = Map<string, Buffer>

/** A record as a gate writes it, of about 500 bytes. */
export function sample(index: number): Plain {
  return {
    v: 1,
    id: `01936f5e-7c00-7000-8000-${String(index).padStart(12, '0')}`,
    type: index % 97 === 0 ? 'heartbeat' : 'decision',
    time: new Date(Date.UTC(2026, 10, 1) + index * 1000).toISOString(),
    mono: index * 1000,
    app: { name: 'shop', instance: 'i-1', pid: 4711 },
    policy: { name: 'shop', version: '2026-11-01', digest: `sha256:${'0f'.repeat(32)}` },
    actor: { kind: 'employee', ref: `hmac:k1:actor${index % 7}`, roles: ['agent'] },
    purpose: 'support',
    action: 'read',
    resource: { type: 'member' },
    subjects: { refs: [`hmac:k1:person${index % 11}`] },
    effect: index % 3 === 0 ? 'deny' : 'permit',
    ...(index % 3 === 0 && { reason: 'consent_missing' }),
    fields: { clear: ['email', 'id'], masked: ['card'], hidden: [] },
  }
}

export interface BuiltLine {
  readonly line: Buffer
  readonly hash: Buffer
  readonly leaf: Buffer
}

/** The line of a record, chained to `prev`. */
export function lineOf(record: Plain, seq: number, prev: Buffer, log = LOG): BuiltLine {
  const placed = { v: 1, type: 'decision', ...record, log, seq, prev: prev.toString('hex') }
  const canon = Buffer.from(canonical(placed))
  const hash = chainHash(seq, prev, canon)
  const line = Buffer.from(`${canonical({ ...placed, hash: hash.toString('hex') })}\n`)
  return { line, hash, leaf: leafHash(canon) }
}

export function linesOf(records: readonly Plain[], log = LOG): BuiltLine[] {
  let prev = genesis(log)
  return records.map((record, seq) => {
    const built = lineOf(record, seq, prev, log)
    prev = built.hash
    return built
  })
}

export interface Layout {
  readonly log?: string
  /** Undefined: nothing is signed. */
  readonly signer?: Signer | undefined
  /** Records of each segment but the last. */
  readonly perSegment?: number
  /** Size of the latest checkpoint. */
  readonly signedAt?: number
}

/** The files of a log, made by the plain functions of the door. */
export async function buildLog(records: readonly Plain[], layout: Layout = {}): Promise<Files> {
  return filesOf(linesOf(records, layout.log), layout)
}

export async function filesOf(lines: readonly BuiltLine[], layout: Layout = {}): Promise<Files> {
  const { log = LOG, perSegment = 1000, signedAt = lines.length } = layout
  const by = 'signer' in layout ? layout.signer : signer
  const files: Files = new Map()
  for (let first = 0; first < lines.length; first += perSegment) {
    const held = lines.slice(first, first + perSegment)
    files.set(segmentFile(first), Buffer.concat(held.map(({ line }) => line)))
    const sealed = first + perSegment < lines.length
    if (sealed && by) files.set(noteFile(first), await note(lines, first + perSegment, { log, signer: by }))
  }
  if (by) files.set('checkpoint', await note(lines, signedAt, { log, signer: by }))
  return files
}

export async function note(
  lines: readonly BuiltLine[],
  size: number,
  { log = LOG, signer: by = signer }: { readonly log?: string; readonly signer?: Signer } = {},
): Promise<Buffer> {
  const tree = createTree()
  for (const { leaf } of lines.slice(0, size)) tree.add(leaf)
  return Buffer.from(await signCheckpoint({ log, size, root: tree.root() }, by))
}

/** What retention leaves of the first `segments` segments. */
export function prune(
  files: Files,
  lines: readonly BuiltLine[],
  firsts: readonly number[],
  perSegment: number,
): Files {
  const pruned = new Map(files)
  for (const first of firsts) {
    pruned.delete(segmentFile(first))
    pruned.set(
      leavesFile(first),
      Buffer.concat(lines.slice(first, first + perSegment).map(({ leaf }) => leaf)),
    )
  }
  return pruned
}

/** A folder with these files; `remove` it. */
export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), 'purposebound-log-'))

  constructor(files: ReadonlyMap<string, Buffer | string>) {
    for (const [name, bytes] of files) {
      mkdirSync(dirname(join(this.path, name)), { recursive: true })
      writeFileSync(join(this.path, name), bytes)
    }
  }

  write(name: string, bytes: Buffer): void {
    writeFileSync(join(this.path, name), bytes)
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}
