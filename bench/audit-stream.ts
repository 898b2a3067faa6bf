import { join } from 'node:path'
import { type AuditOption, type AuditRecord, type AuditSink, createGate } from '../src/index.js'
import { journalIn } from './audit-commit.js'
import { bulkRows, NOW, PAGE, ROWS } from './bulk-rows.js'
import { type Contender, compete, print } from './rounds.js'

const GOAL = 5

/** `stream` over 100,000 rows, every person of each page named in its record, beside the same without audit. */
export async function benchStream(folder: string, rounds: number): Promise<void> {
  for (const people of [10_000, ROWS]) {
    const world = bulkRows(people)
    const strict = journalIn(join(folder, `strict-${people}`))
    const buffered = journalIn(join(folder, `buffered-${people}`))
    const contenders: readonly Contender[] = [
      streaming('without audit', world, { unsafeNoAudit: true }),
      streaming('the same again (noise)', world, { unsafeNoAudit: true }),
      streaming(
        'to a sink that counts',
        world,
        sinkThat(() => {}),
      ),
      { ...streaming('to a sink that reads who they are', world, sinkThat(readRefs)), goal: GOAL },
      { ...streaming('to a journal, buffered', world, bufferedOn(buffered), buffered), goal: GOAL },
      { ...streaming('to a journal, strict', world, strict), goal: GOAL },
    ]
    const what = `stream: ${ROWS.toLocaleString('en')} rows about ${people.toLocaleString('en')} people, ns a row`
    print(`${what}, CPU`, await compete(contenders, { rounds, units: ROWS }))
    print(`${what}, wall`, await compete(contenders, { rounds: 5, units: ROWS, wall: true }))
    await Promise.all([strict.close(), buffered.close()])
  }
}

function streaming(
  name: string,
  { rows, store, policy }: ReturnType<typeof bulkRows>,
  audit: AuditOption,
  flushed?: AuditSink,
): Contender {
  const gate = createGate({
    policy,
    consents: store,
    audit,
    keys: { current: 'k1', k1: new Uint8Array(32).fill(7) },
    clock: () => NOW,
    onWarning: () => {},
  })
  const access = gate.for('mail', { actor: { id: 'a-1', roles: ['mailer'] } })
  return {
    name,
    async run() {
      let sum = 0
      for await (const page of access.stream('order', rows, { size: PAGE })) sum += page.views.length
      // what was buffered is paid for in the round that made it
      while (flushed && gate.stats().pending > 0) await new Promise((resolve) => setTimeout(resolve, 1))
      return sum
    },
  }
}

function bufferedOn(sink: AuditSink): AuditOption {
  return { sinks: [sink], delivery: 'buffered' }
}

function sinkThat(write: AuditSink['write']): AuditSink {
  return { name: 'nothing', durability: 'disk', write }
}

function readRefs(records: readonly AuditRecord[]): void {
  if (records.some(({ subjects }) => subjects?.refs.length === 0)) throw new Error('nobody is named')
}
