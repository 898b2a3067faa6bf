import { renameSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** A file beside this one as a single module that starts in a tenth of a second: campaigns start it thousands of times. */
export async function bundle(name: string): Promise<string> {
  const file = `${ROOT}.cache/faults/${name}.mjs`
  const own = `${ROOT}.cache/faults/${name}-${process.pid}.mjs`
  await build({
    entryPoints: [`${ROOT}test/faults/${name}.ts`],
    outfile: own,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
    tsconfig: `${ROOT}tsconfig.json`,
  })
  // others may be starting from the same name at this moment
  renameSync(own, file)
  return file
}
