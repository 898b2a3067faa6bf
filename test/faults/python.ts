import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LOG } from './orders.js'

const SCRIPT = fileURLToPath(new URL('../audit/verify_log.py', import.meta.url))
const there = spawnSync('python3', ['--version']).status === 0
if (!there) console.warn('SKIPPED: no python3 here, so no second verifier looked at the logs of these tests')

/** Whether the verifier in Python finds as many records, where there is Python. @throws with what it says */
export function pythonAgrees(folder: string, records: number): void {
  if (!there || records === 0) return
  const whole = join(folder, 'all-segments.tmp')
  const segments = readdirSync(folder).filter((file) => /^\d{16}\.jsonl$/.test(file))
  writeFileSync(whole, Buffer.concat(segments.sort().map((file) => readFileSync(join(folder, file)))))
  const { stdout, stderr } = spawnSync('python3', [SCRIPT, whole, LOG], { encoding: 'utf8' })
  rmSync(whole)
  if (!stdout.startsWith(`(${records}, `)) throw new Error(`python: ${stdout}${stderr.split('\n').at(-2)}`)
}
