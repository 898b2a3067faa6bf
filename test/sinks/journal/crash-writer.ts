import { writeSync } from 'node:fs'
import { ed25519Signer } from '../../../src/audit/index.js'
import { journalSink } from '../../../src/sinks/journal/index.js'
import { record } from '../record.js'

/**
 * A process that opens a journal again and again and writes until it is killed, 20 callers at once. Says on standard output
 * `open` when it has opened it, `+id` what is acknowledged, and `!code` what is not.
 */
const [directory = '', prefix = ''] = process.argv.slice(2)
const sink = journalSink({
  directory,
  log: 'audit.example/orders/prod-1',
  signer: ed25519Signer(new Uint8Array(32).fill(7)),
  segmentBytes: 100_000,
  checkpointRecords: 100,
  headroomBytes: 4096,
  // at work, with nothing to delete: on a quick machine 20 runs write many MB, and all of them are looked for
  retention: { maxBytes: 1_000_000_000 },
})
writeSync(1, 'open\n')

async function caller(name: string): Promise<never> {
  for (let i = 0; ; i++) {
    const id = `${prefix}-${name}-${i}`
    try {
      await sink.write([record(id, { justification: 'x'.repeat((i * 37) % 900) })])
      writeSync(1, `+${id}\n`)
    } catch (error) {
      writeSync(1, `!${(error as Error).message.split(' ').at(-1)}\n`)
    }
  }
}

for (let i = 0; i < 20; i++) void caller(String(i))
