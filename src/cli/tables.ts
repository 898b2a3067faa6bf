import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Policy } from '../index.js'
import type { PolicyTestReport } from '../testing/yaml.js'
import { Failure } from './failure.js'
import { assertReadable } from './readable.js'

const TABLE = /\.policy-test\.(ya?ml|json)$/
const SKIPPED = ['node_modules', 'dist', 'build', 'coverage']

/** Runs tables of expectations; of the files named, or of all below the working directory. @throws Failure */
export async function runTables(policy: Policy, named: readonly string[]): Promise<PolicyTestReport[]> {
  const files = named.length > 0 ? named : findTables('.')
  if (files.length === 0)
    throw new Failure({
      message: 'there is no table of expectations here',
      hint: 'a table is called `*.policy-test.yaml`; `purposebound init` writes one',
    })
  for (const file of files) assertReadable(file)
  const { runPolicyTests } = await loadRunner()
  return files.map((file) => runPolicyTests(policy, readFileSync(file, 'utf8'), { file }))
}

/** `yaml` is an optional peer. @throws Failure */
async function loadRunner(): Promise<typeof import('../testing/yaml.js')> {
  try {
    return await import('../testing/yaml.js')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new Failure({ message: 'reading tables needs the package `yaml`', hint: '`npm install yaml`' })
  }
}

/** The tables below a folder, hidden folders and those of packages left out, in the order of their names. */
function findTables(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory())
        return entry.name.startsWith('.') || SKIPPED.includes(entry.name) ? [] : findTables(path)
      return TABLE.test(entry.name) ? [relative('.', path)] : []
    })
}
