import { join } from 'node:path'
import { pino } from 'pino'
import type { AuditRecord, AuditSink } from '../src/index.js'
import { gateOn, journalIn } from './audit-commit.js'
import { recordsOf } from './audit-records.js'
import { type Contender, compete, print } from './rounds.js'

const COUNT = 10_000
const BATCH = 256
const GOAL = 1.5

/** Records that nobody waits for, until the last is out of the process: a journal beside pino, on the same disk. */
export async function benchBuffered(folder: string, rounds: number): Promise<void> {
  const records = recordsOf(COUNT)
  const logger = pinoIn(join(folder, 'pino.jsonl'))
  const journal = journalIn(join(folder, 'buffered'))
  const direct: readonly Contender[] = [
    { name: 'pino, a call a record', run: () => logger.write(records) },
    { name: 'the same again (noise)', run: () => logger.write(records) },
    {
      name: `journal, ${BATCH} records a write`,
      goal: GOAL,
      async run() {
        for (let at = 0; at < COUNT; at += BATCH) await journal.write(records.slice(at, at + BATCH))
        return COUNT
      },
    },
  ]
  print('buffered: the sink alone, ns a record, CPU', await compete(direct, { rounds, units: COUNT }))
  print(
    'buffered: the sink alone, ns a record, wall',
    await compete(direct, { rounds, units: COUNT, wall: true }),
  )

  const gates: readonly Contender[] = [
    reading('gate + pino, buffered', {
      name: 'pino',
      durability: 'os',
      write: async (all) => void (await logger.write(all)),
    }),
    { ...reading('gate + journal, buffered', journalIn(join(folder, 'gate-buffered'))), goal: GOAL },
  ]
  print(
    'buffered: single reads through a gate, ns a read, CPU',
    await compete(gates, { rounds, units: COUNT }),
  )
  await journal.close()
}

function reading(name: string, sink: AuditSink): Contender {
  let written = 0
  const counted: AuditSink = {
    name: sink.name,
    durability: sink.durability,
    async write(records) {
      await sink.write(records)
      written += records.length
    },
  }
  const { read } = gateOn(counted, 'buffered')
  return {
    name,
    async run() {
      const until = written + COUNT
      for (let i = 0; i < COUNT; i++) await read(i)
      while (written < until) await new Promise((resolve) => setTimeout(resolve, 1))
      return COUNT
    },
  }
}

/** As pino is used where speed matters: no time or host of its own, written in blocks, not forced to disk. */
function pinoIn(dest: string): { write(records: readonly AuditRecord[]): Promise<number> } {
  const destination = pino.destination({ dest, sync: false, minLength: 4096 })
  const logger = pino({ base: null, timestamp: false }, destination)
  return {
    write(records) {
      for (const record of records) logger.info(record)
      return new Promise((resolve, reject) =>
        destination.flush((error) => (error ? reject(error) : resolve(records.length))),
      )
    },
  }
}
