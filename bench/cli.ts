/** How long the built command takes to start: `npm run build && npm run bench cli`. Goal: 250 ms on a warm machine. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const ROUNDS = 11
const GOAL = 250
const cli = resolve('dist/cli.js')
const folder = mkdtempSync(join(tmpdir(), 'purposebound-bench-'))
symlinkSync(resolve('node_modules'), join(folder, 'node_modules'), 'dir')

/** Wall time, in milliseconds. */
function took(args: readonly string[]): number {
  const began = performance.now()
  spawnSync(process.execPath, args, { cwd: folder, stdio: 'ignore' })
  return performance.now() - began
}

function median(args: readonly string[]): number {
  took(args)
  const times = Array.from({ length: ROUNDS }, () => took(args)).sort((a, b) => a - b)
  return times[Math.floor(ROUNDS / 2)] as number
}

const node = median(['-e', '0'])
console.log(`node itself                    ${node.toFixed(0)} ms`)
for (const args of [['--version'], ['--help'], ['check', '--help'], ['matrix', '--help']]) {
  const ms = median([cli, ...args])
  console.log(
    `purposebound ${args.join(' ').padEnd(17)} ${ms.toFixed(0)} ms   goal ${GOAL} ms ${ms <= GOAL ? 'met' : 'MISSED'}`,
  )
}
spawnSync(process.execPath, [cli, 'init'], { cwd: folder, stdio: 'ignore' })
const policy = 'purposebound/policy.mjs'
for (const name of ['check', 'matrix', 'test'])
  console.log(
    `purposebound ${`${name} policy.mjs`.padEnd(17)} ${median([cli, name, policy]).toFixed(0)} ms   zod, CASL and the policy with it`,
  )
rmSync(folder, { recursive: true })
