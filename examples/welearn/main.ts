import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createGate } from 'purposebound'
import { fileSink } from 'purposebound/sinks/file'
import { memoryStore } from 'purposebound/stores/memory'
import { showConsents } from './consents.js'
import { openDatabase } from './database.js'
import { showDesk } from './desk.js'
import { showLists } from './lists.js'
import { memberRepository } from './members.js'
import { showOwnPage } from './own-page.js'
import { policy } from './policy.js'
import { makeSeed } from './seed.js'
import type { Print } from './show.js'
import { showTrail } from './trail.js'

const NOW = new Date('2026-11-24T09:00:00+09:00')

/** The privacy policy of WeLearn at work, over a real PostgreSQL engine. */
export async function run(print: Print, members = 3000): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'welearn-'))
  const path = join(folder, 'audit.jsonl')
  const seed = makeSeed(members)
  const db = await openDatabase(seed)
  // in earnest: keys from your secret store, a store that outlives the process, and no clock of your own
  const keys = { current: 'k1', k1: crypto.getRandomValues(new Uint8Array(32)) }
  const gate = createGate({
    policy,
    consents: memoryStore(),
    audit: fileSink({ path }),
    keys,
    clock: () => NOW,
  })
  try {
    const one = await pickMember(memberRepository(db).list())
    print(
      `${policy.document.controller?.name}: ${members} members, ${seed.said.length} statements of consent`,
    )
    await gate.consents.import(seed.said.filter(({ subject }) => subject !== one.id))
    await showDesk(print, gate, db, one.id)
    await showConsents(print, gate, one)
    await showLists(print, gate, db)
    await showOwnPage(print, gate, db, one.id)
    await gate.close()
    await showTrail(print, path)
  } finally {
    await db.close()
    await rm(folder, { recursive: true })
  }
}

/** A member with something in every field, whom our agent looks after. */
async function pickMember(all: ReturnType<ReturnType<typeof memberRepository>['list']>) {
  const one = (await all).find(
    ({ repId, ...rest }) => repId === 'e-11' && !Object.values(rest).includes(null),
  )
  if (!one) throw new Error('the seed has no such member')
  return one
}

if (process.argv[1]?.endsWith('main.ts')) await run(console.log)
