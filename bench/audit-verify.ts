/**
 * `verifyLog` beside the least that any verifier must do: `JSON.parse`, `JSON.stringify` and two SHA-256 of each line, which
 * stand in memory already. Goal: 4x, and memory that does not grow with the log. `npm run bench audit-verify`.
 */
import { hash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  canonical,
  chainHash,
  createTree,
  ed25519Signer,
  findRecords,
  genesis,
  leafHash,
  noteFile,
  readLog,
  segmentFile,
  signCheckpoint,
  verifierKey,
  verifyLog,
} from '../src/audit/index.js'
import { compete, print } from './rounds.js'

const RECORDS = Number(process.argv[2] ?? 50_000)
const PER_SEGMENT = 20_000
const log = 'shop.example/audit'
const signer = ed25519Signer(new Uint8Array(32).fill(7))
const key = verifierKey(log, signer.publicKey)

/** A record as a gate writes it. */
const record = (seq: number) => ({
  v: 1,
  id: `01936f5e-7c00-7000-8000-${String(seq).padStart(12, '0')}`,
  type: 'decision',
  time: new Date(Date.UTC(2026, 10, 1) + seq).toISOString(),
  mono: seq * 1000,
  app: { name: 'shop', instance: 'i-1', pid: 4711 },
  policy: { name: 'shop', version: '2026-11-01', digest: `sha256:${'0f'.repeat(32)}` },
  actor: { kind: 'employee', ref: `hmac:k1:${String(seq % 97).padStart(22, 'a')}`, roles: ['agent'] },
  purpose: 'support',
  action: 'read',
  resource: { type: 'member' },
  subjects: { refs: [`hmac:k1:${String(seq % 9973).padStart(22, 'p')}`] },
  effect: 'permit',
  rules: ['/purposes/support', '/roles/agent'],
  fields: { clear: ['email', 'id', 'name'], masked: ['card'], hidden: [] },
})

interface Written {
  readonly directory: string
  readonly lines: readonly Buffer[]
}

async function write(records: number): Promise<Written> {
  const directory = mkdtempSync(join(tmpdir(), 'purposebound-bench-'))
  const tree = createTree()
  const lines: Buffer[] = []
  let prev = genesis(log)
  const note = () => signCheckpoint({ log, size: tree.size, root: tree.root() }, signer)
  for (let first = 0; first < records; first += PER_SEGMENT) {
    const from = lines.length
    for (let seq = first; seq < Math.min(records, first + PER_SEGMENT); seq++) {
      const placed = { ...record(seq), log, seq, prev: prev.toString('hex') }
      const canon = Buffer.from(canonical(placed))
      prev = chainHash(seq, prev, canon)
      tree.add(leafHash(canon))
      lines.push(Buffer.from(`${canonical({ ...placed, hash: prev.toString('hex') })}\n`))
    }
    writeFileSync(join(directory, segmentFile(first)), Buffer.concat(lines.slice(from)))
    if (tree.size < records) writeFileSync(join(directory, noteFile(first)), await note())
  }
  writeFileSync(join(directory, 'checkpoint'), await note())
  return { directory, lines }
}

async function verified(directory: string): Promise<number> {
  const verdict = await verifyLog({ directory, log, key })
  if (!verdict.ok) throw new Error(verdict.problem.message)
  return verdict.size
}

/** Bytes that a verification needs at most beyond what there was before. */
async function peak(directory: string): Promise<number> {
  const used = () => {
    globalThis.gc?.()
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    return heapUsed + arrayBuffers
  }
  const before = used()
  let most = 0
  const onProgress = () => {
    most = Math.max(most, used() - before)
  }
  await verifyLog({ directory, log, key, onProgress })
  return most
}

const { directory, lines } = await write(RECORDS)
const bytes = lines.reduce((sum, line) => sum + line.length, 0)
console.log(
  `Node ${process.version}; ${RECORDS.toLocaleString('en')} records of ${Math.round(bytes / RECORDS)} bytes`,
)

const count = async (source: AsyncIterable<unknown>) => {
  let found = 0
  for await (const _ of source) found++
  return found
}
print(
  'a record',
  await compete(
    [
      {
        name: 'parse, stringify, two SHA-256, in memory',
        run: () => {
          let length = 0
          for (const line of lines) {
            const again = JSON.stringify(JSON.parse(line.toString('utf8', 0, line.length - 1)))
            length += hash('sha256', again, 'hex').length + hash('sha256', line, 'hex').length
          }
          return length
        },
      },
      { name: 'verifyLog, from its files', goal: 4, run: () => verified(directory) },
      { name: 'readLog, from its files', run: () => count(readLog(directory)) },
      {
        name: 'findRecords of one person, from its files',
        run: () => count(findRecords(directory, { subjects: [record(4711).subjects.refs[0] as string] })),
      },
    ],
    { rounds: 7, units: RECORDS },
  ),
)

const longer = await write(4 * RECORDS)
const [short, long] = [await peak(directory), await peak(longer.directory)]
const mb = (size: number) => (size / 1e6).toFixed(1)
console.log(
  `\nmemory at most: ${mb(short)} MB; of a log four times as long ${mb(long)} MB   goal: the same ${long < short + 2e6 ? 'met' : 'MISSED'}`,
)
for (const each of [directory, longer.directory]) rmSync(each, { recursive: true })
