import { spawnSync } from 'node:child_process'
import { spreadOf } from './rounds.js'

const BARE = "await import('zod'); await import('@casl/ability')"
const OURS = `${BARE}; await import('purposebound')`

/** What `import 'purposebound'` takes beyond zod and CASL: processes in turn, from the built package. */
export function benchImport(rounds: number): void {
  const extra: number[] = []
  for (let round = 0; round < rounds; round++) {
    const [bare, ours] =
      round % 2 === 0 ? [taken(BARE), taken(OURS)] : [taken(OURS), taken(BARE)].toReversed()
    extra.push((ours as number) - (bare as number))
  }
  const { median, min, max } = spreadOf(extra)
  const verdict = median <= 10 ? 'met' : 'MISSED'
  console.log(`\nimport 'purposebound', beyond zod and CASL`)
  console.log(`  ${median.toFixed(1)} ms (${min.toFixed(1)}..${max.toFixed(1)})   goal 10 ms ${verdict}`)
}

/** Milliseconds that a process of its own takes to import. */
function taken(code: string): number {
  const script = `const t = performance.now(); ${code}; console.log(performance.now() - t)`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  })
  if (!(Number(stdout) > 0)) throw new Error(`\`npm run build\` first: ${stderr.split('\n')[0]}`)
  return Number(stdout)
}
