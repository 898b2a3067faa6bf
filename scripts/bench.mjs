// runs bench/main.ts, or the one named: bundled with the sources, for tsx would wrap each function and be measured too
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { buildSync } from 'esbuild'

const [name = 'main', ...args] = process.argv.slice(2)
buildSync({
  entryPoints: readdirSync('bench').flatMap((file) => (file.endsWith('.ts') ? [`bench/${file}`] : [])),
  outdir: '.cache/bench',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  packages: 'external',
})
const { status } = spawnSync(process.execPath, ['--expose-gc', `.cache/bench/${name}.js`, ...args], {
  stdio: 'inherit',
})
process.exitCode = status ?? 1
