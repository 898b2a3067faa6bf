import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { ed25519Signer } from '../src/audit/index.js'
import { type AuditSink, createGate, parsePolicy } from '../src/index.js'
import { fileSink } from '../src/sinks/file.js'
import { journalSink } from '../src/sinks/journal/index.js'
import { memoryStore } from '../src/stores/memory.js'
import { recordsOf } from './audit-records.js'
import { type Spread, spreadOf } from './rounds.js'

/** One way to put records on disk, one call a record. */
interface Way {
  readonly name: string
  readonly callers: number
  readonly calls: number
  /** The least that is asked, as a ratio to the baseline of the same round; the most in ms for 99 calls of 100. */
  readonly goal?: number
  readonly goalP99?: number
  readonly call: (i: number) => Promise<unknown>
}

const CALLERS = 256
const ALONE = 300

/** Records a second, each on disk before its caller goes on; wall time, for a disk is waited for. */
export async function benchCommit(folder: string, rounds: number): Promise<void> {
  const records = recordsOf(1000)
  const bare = await open(join(folder, 'bare.jsonl'), 'a')
  const line = Buffer.from(`${JSON.stringify(records[0])}\n`)
  let tail: Promise<unknown> = Promise.resolve()
  const serial = (): Promise<unknown> => {
    tail = tail.then(async () => {
      await bare.write(line)
      await bare.datasync()
    })
    return tail
  }
  const journal = journalIn(join(folder, 'journal'))
  const file = fileSink({ path: join(folder, 'file.jsonl') })
  const throughGate = gateOn(journalIn(join(folder, 'gate')))
  const write = (sink: AuditSink) => async (i: number) => sink.write([records[i % 1000]!])
  const many = { callers: CALLERS, calls: CALLERS * 40 }
  const alone = { callers: 1, calls: ALONE }
  const ways: readonly Way[] = [
    { name: 'one write + fdatasync a record', ...alone, call: serial },
    { name: 'the same again (noise)', ...alone, call: serial },
    { name: 'journal, 1 caller', ...alone, goal: 0.75, call: write(journal) },
    { name: 'gate + journal, strict, 1 caller', ...alone, call: throughGate.read },
    { name: `journal, ${CALLERS} callers`, ...many, goal: 40, goalP99: 25, call: write(journal) },
    { name: `gate + journal, strict, ${CALLERS} callers`, ...many, goalP99: 25, call: throughGate.read },
    { name: `file sink, ${CALLERS} callers`, ...many, call: write(file) },
  ]
  const rates = ways.map((): number[] => [])
  const p99s = ways.map((): number[] => [])
  for (let round = -1; round < rounds; round++)
    for (const [at, way] of ways.entries()) {
      const { rate, p99 } = await run(way)
      if (round < 0) continue
      rates[at]!.push(rate)
      p99s[at]!.push(p99)
    }
  console.log(`\ngroup commit: records of ${line.length} bytes, a second of wall time`)
  for (const [at, way] of ways.entries()) {
    const ratio = at === 0 ? undefined : spreadOf(rates[at]!.map((rate, i) => rate / rates[0]![i]!))
    print(way, spreadOf(rates[at]!).median, ratio, spreadOf(p99s[at]!).median)
  }
  await Promise.all([journal.close?.(), file.close?.(), throughGate.close(), bare.close()])
}

async function run({ callers, calls, call }: Way): Promise<{ rate: number; p99: number }> {
  const took: number[] = []
  let next = 0
  const caller = async (): Promise<void> => {
    for (let i = next++; i < calls; i = next++) {
      const began = performance.now()
      await call(i)
      took.push(performance.now() - began)
    }
  }
  const began = performance.now()
  await Promise.all(Array.from({ length: callers }, caller))
  const rate = (calls / (performance.now() - began)) * 1000
  return { rate, p99: took.sort((a, b) => a - b)[Math.floor(calls * 0.99)]! }
}

function print({ name, goal, goalP99 }: Way, rate: number, ratio: Spread | undefined, p99: number): void {
  const shown = ratio ? `${ratio.median.toFixed(2)}x (${ratio.min.toFixed(2)}..${ratio.max.toFixed(2)})` : ''
  const met = (ok: boolean): string => (ok ? 'met' : 'MISSED')
  const verdicts = [
    ratio && goal !== undefined ? `goal ${goal}x ${met(ratio.median >= goal)}` : '',
    goalP99 === undefined ? '' : `p99 goal ${goalP99} ms ${met(p99 <= goalP99)}`,
  ].filter((verdict) => verdict !== '')
  console.log(
    `  ${name.padEnd(40)}${rate.toFixed(0).padStart(8)}/s  p99 ${p99.toFixed(1).padStart(5)} ms  ${shown.padEnd(24)}${verdicts.join(', ')}`.trimEnd(),
  )
}

export function journalIn(directory: string): ReturnType<typeof journalSink> {
  return journalSink({
    directory,
    log: 'bench.example/audit',
    signer: ed25519Signer(new Uint8Array(32).fill(7)),
  })
}

export function gateOn(sink: AuditSink, delivery: 'strict' | 'buffered' = 'strict') {
  const gate = createGate({
    policy: parsePolicy(
      {
        name: 'bench',
        version: '1',
        categories: ['contact'],
        resources: { member: { subject: 'id', fields: { id: 'key', email: 'contact', phone: 'contact' } } },
        purposes: { support: { title: 'Support', basis: 'contract', uses: ['contact'] } },
        roles: { agent: { purposes: ['support'], sees: { contact: 'clear' } } },
      },
      { schemas: { member: z.object({ id: z.string(), email: z.string(), phone: z.string() }) } },
    ),
    consents: memoryStore(),
    keys: { current: 'k1', k1: new Uint8Array(32).fill(9) },
    audit: { sinks: [sink], delivery },
  })
  const access = gate.for('support', { actor: { id: 'a-1', roles: ['agent'] }, request: 'r-1' })
  return {
    read: (i: number) => access.read('member', { id: `m-${i}`, email: 'a@example.com', phone: '0901' }),
    close: () => gate.close(),
  }
}
