import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createGate } from 'purposebound'
import { fileSink } from 'purposebound/sinks/file'
import { memoryStore } from 'purposebound/stores/memory'
import { openDatabase } from './database.js'
import { policy } from './policy.js'
import { makeSeed } from './seed.js'

/** The database, the gate and the trail of the examples that serve HTTP. */
export async function openWelearn(members: number) {
  const folder = await mkdtemp(join(tmpdir(), 'welearn-'))
  const trail = join(folder, 'audit.jsonl')
  const seed = makeSeed(members)
  const db = await openDatabase(seed)
  // in earnest: keys from your secret store, and a store that outlives the process
  const keys = { current: 'k1', k1: crypto.getRandomValues(new Uint8Array(32)) }
  const gate = createGate({ policy, consents: memoryStore(), audit: fileSink({ path: trail }), keys })
  await gate.consents.import(seed.said)
  return {
    db,
    gate,
    trail,
    seed,
    async close() {
      await gate.close()
      await db.close()
      await rm(folder, { recursive: true })
    },
  }
}
