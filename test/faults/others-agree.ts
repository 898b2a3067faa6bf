import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ed25519Signer, verifierKey, verifyLog } from 'purposebound/audit'
import { LOG, SEED } from './orders.js'

const SCRIPT = fileURLToPath(new URL('../audit/verify_log.py', import.meta.url))
const there = spawnSync('python3', ['--version']).status === 0
if (!there) console.warn('SKIPPED: no python3 here, so no second verifier looked at the logs of these tests')

const KEY = verifierKey(LOG, ed25519Signer(SEED).publicKey)

/** Whether `verifyLog`, and the verifier in Python where there is one, find as many records. @throws with what they say */
export async function othersAgree(folder: string, records: number): Promise<void> {
  if (records === 0) return
  const verdict = await verifyLog({ directory: folder, log: LOG, key: KEY })
  if (!verdict.ok) throw new Error(`verifyLog: ${JSON.stringify(verdict.problem)}`)
  if (verdict.size !== records) throw new Error(`verifyLog: ${verdict.size} records, not ${records}`)
  if (there) pythonAgrees(folder, records)
}

function pythonAgrees(folder: string, records: number): void {
  const whole = join(folder, 'all-segments.tmp')
  const segments = readdirSync(folder).filter((file) => /^\d{16}\.jsonl$/.test(file))
  writeFileSync(whole, Buffer.concat(segments.sort().map((file) => readFileSync(join(folder, file)))))
  const { stdout, stderr } = spawnSync('python3', [SCRIPT, whole, LOG], { encoding: 'utf8' })
  rmSync(whole)
  if (!stdout.startsWith(`(${records}, `)) throw new Error(`python: ${stdout}${stderr.split('\n').at(-2)}`)
}
