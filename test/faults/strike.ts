import { createHash } from 'node:crypto'
import { appendFileSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { lost, recovered, strange } from './judge.js'
import type { Orders, SubjectName } from './orders.js'
import { runWriter } from './run-writer.js'
import { type Fault, readReport, straceOf, usesOfPoisoned } from './strace.js'

/** One run of a writer that a fault strikes. */
export interface Case {
  readonly fault: Fault
  readonly subject: SubjectName
  /** The writer before it was killed in the middle of a line. */
  readonly torn: boolean
}

/** What a writer calls in its folder when nothing is amiss. */
export async function callsOf(writer: string, folder: string): Promise<readonly string[]> {
  const orders = ordersFor('journal', folder)
  await runWriter(writer, { ...orders, run: 'before', reads: 3, segmentBytes: 1e6 }).told
  appendFileSync(join(folder, '0000000000000000.jsonl'), TORN)
  const report = `${folder}.strace`
  await runWriter(writer, orders, { before: straceOf(undefined, folder, report, FILES), env: ENV }).told
  return [...new Set(readReport(readFileSync(report, 'utf8')).map(({ name }) => name))]
}

export interface Outcome {
  readonly fault: Fault
  readonly injected: number
  readonly released: number
  readonly denied: number
  readonly lost: number
  /** The last read of each caller was released, without a restart; who is denied is heard again once there is room. */
  readonly healed: boolean
}

const CALLERS = 3
const READS = 14
const ENV = { UV_THREADPOOL_SIZE: '1', UV_USE_IO_URING: '0' }
const TORN = '{"half a line'
const MARK = createHash('sha256').update(TORN).digest('hex').slice(0, 16)
const FILES = [
  ...['checkpoint', 'checkpoint.tmp', 'lock', 'reserve', 'audit.jsonl'],
  ...Array.from({ length: 100 }, (_, seq) => String(seq).padStart(16, '0')).flatMap((seq) =>
    ['jsonl', 'note', 'note.tmp', 'tree', 'tree.tmp', `jsonl.${MARK}.quarantine.tmp`].map(
      (kind) => `${seq}.${kind}`,
    ),
  ),
]

/** Runs a writer under `fault`, and holds it to the law: nothing released without its record, and the log can be proved. */
export async function strike(
  writer: string,
  folder: string,
  { fault, subject, torn }: Case,
): Promise<Outcome> {
  const name = `${subject}${torn ? ', torn' : ''}: ${fault.call} ${fault.what} at ${fault.when}`
  const orders = ordersFor(subject, folder)
  const told = []
  if (torn) {
    told.push(await runWriter(writer, { ...orders, run: 'before', reads: 3, segmentBytes: 1e6 }).told)
    appendFileSync(join(folder, '0000000000000000.jsonl'), TORN)
  }
  const report = `${folder}.strace`
  const said = await runWriter(writer, orders, {
    before: straceOf(fault, folder, report, FILES),
    env: ENV,
  }).told
  told.push(said)
  const text = readFileSync(report, 'utf8')
  const calls = readReport(text)
  const killed = fault.what === 'signal=KILL' && text.includes('killed by SIGKILL')
  expect(strange(said), name).toEqual([])
  expect(usesOfPoisoned(calls), name).toEqual([])
  if (!killed && said.ended !== 0) expect(said.unopened.length, `${name}: ended with ${said.ended}`).toBe(5)

  const found = await recovered(orders)
  const missing = lost(told, found)
  expect(missing, name).toEqual([])
  expect(found.quarantined, name).toBeLessThanOrEqual(torn || killed ? 1 + Number(torn && killed) : 0)
  rmSync(report)
  const last = Array.from({ length: CALLERS }, (_, caller) => `struck-a${caller}-${READS - 1}`)
  return {
    fault,
    injected: killed ? 1 : calls.filter(({ injected }) => injected).length,
    released: said.released.length,
    denied: [...said.denied.values()].filter((reason) => reason === 'audit_unavailable').length,
    lost: missing.length,
    healed: last.every((request) => said.released.includes(request)),
  }
}

function ordersFor(subject: SubjectName, folder: string): Orders {
  return {
    ...{ subject, folder, run: 'struck', callers: CALLERS, reads: READS, strangers: true },
    ...{ segmentBytes: 12_000, checkpointRecords: 7, headroomBytes: 16 * 1024 },
  }
}
