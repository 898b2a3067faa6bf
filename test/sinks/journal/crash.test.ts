import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { openCheckpoint } from 'purposebound/audit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allOf, bytesOf, journal, LOG, newFolder, removeFolders, segmentsOf, signer } from './folder.js'
import { readLog } from './oracle.js'

/** `npm run test:kill` makes it 2,000. */
const RUNS = Number(process.env['KILL_RUNS'] ?? 20)
/** The log is begun anew after so many, so that reading all of it stays cheap. */
const RUNS_A_LOG = 20

const home = join('.cache', `crash-${process.pid}`)
const program = join(home, 'crash-writer.mjs')

// starts ten times as fast as through a loader, and is killed as often
beforeAll(async () => {
  mkdirSync(home, { recursive: true })
  const entry = fileURLToPath(new URL('crash-writer.ts', import.meta.url))
  await build({
    entryPoints: [entry],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  })
})
afterAll(() => {
  rmSync(home, { recursive: true, force: true })
  removeFolders()
})

/** Writes to the journal of `folder` until it is killed, `afterMs` after it has opened it; what was acknowledged. */
async function run(folder: string, prefix: string, afterMs: number): Promise<string[]> {
  const child = spawn(process.execPath, [program, folder, prefix], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exit = once(child, 'exit')
  const acknowledged: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'open') setTimeout(() => child.kill('SIGKILL'), afterMs)
    else if (line.startsWith('+')) acknowledged.push(line.slice(1))
  }
  await exit
  return acknowledged
}

const quarantined = (folder: string) =>
  readdirSync(folder).filter((file) => file.endsWith('.quarantine')).length

describe('T52: journalSink in a process that is killed', () => {
  it(`law: kill -9 loses no acknowledged record and leaves at most one torn tail: ${RUNS} runs`, {
    timeout: RUNS * 5000,
  }, async () => {
    let records = 0
    for (let at = 0; at < RUNS; ) {
      const folder = newFolder()
      const acknowledged: string[] = []
      for (let i = 0; i < RUNS_A_LOG && at < RUNS; i++, at++) {
        const before = existsSync(folder) ? quarantined(folder) : 0
        // spread over opening, the first writes, checkpoints and new segments, in another order each time
        acknowledged.push(...(await run(folder, String(at), (at * 61) % 173)))
        expect(quarantined(folder) - before, 'torn tails of a run').toBeLessThanOrEqual(1)
      }
      await journal(folder, { signer, retention: {} }).close()
      const { size, root } = readLog(bytesOf(folder), LOG)
      const ids = new Set(allOf(folder).map(({ id }) => id))
      expect(acknowledged.filter((id) => !ids.has(id))).toEqual([])
      const note = openCheckpoint(readFileSync(join(folder, 'checkpoint'), 'utf8'), LOG, signer.publicKey)
      expect(note).toEqual({ log: LOG, size, root: Buffer.from(root, 'hex') })
      const sealed = segmentsOf(folder).slice(0, -1)
      expect(sealed.filter((file) => !existsSync(join(folder, file.replace('jsonl', 'note'))))).toEqual([])
      records += acknowledged.length
      rmSync(folder, { recursive: true })
    }
    console.info(`kill -9: ${RUNS} runs, ${records} acknowledged records, none lost`)
  })
})
