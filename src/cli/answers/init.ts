import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Answer, Given } from '../command.js'
import { Failure } from '../failure.js'
import { EXAMPLE, POLICY, TABLE } from '../templates.js'
import { writeNew } from '../write-new.js'

/** A policy, a test of it and an example that run. It never overwrites anything. */
export async function init({ options, terminal: { colour } }: Given): Promise<Answer> {
  const { dir, lang = languageHere() } = options as { readonly dir: string; readonly lang?: string }
  if (lang !== 'ts' && lang !== 'js') throw new Failure({ message: '`--lang` is `ts` or `js`' })
  const extension = lang === 'ts' ? 'ts' : packageHere()['type'] === 'module' ? 'js' : 'mjs'
  const [policy, table, example] = [
    `policy.${extension}`,
    'members.policy-test.yaml',
    `example.${extension}`,
  ].map((name) => join(dir, name)) as [string, string, string]
  writeNew({
    [policy]: POLICY,
    [table]: TABLE,
    [example]: EXAMPLE(`./policy.${extension === 'ts' ? 'js' : extension}`),
  })
  const files = [policy, table, example]
  const missing = ['purposebound', 'zod', 'yaml', ...(lang === 'ts' ? ['jiti', 'tsx'] : [])].filter(
    (name) => !existsSync(join('node_modules', name)),
  )
  const next = [
    ...(missing.length > 0 ? [`npm install ${missing.join(' ')}`] : []),
    `npx purposebound test ${policy}`,
    `${lang === 'ts' ? 'npx tsx' : 'node'} ${example}`,
  ]
  return {
    yes: true,
    text: `${files.map((file) => `${colour('green', 'wrote:')} ${file}\n`).join('')}\nNext:\n${next.map((line) => `  ${line}\n`).join('')}`,
    data: { files, next },
  }
}

function languageHere(): 'ts' | 'js' {
  return existsSync('tsconfig.json') ? 'ts' : 'js'
}

function packageHere(): { readonly [key: string]: unknown } {
  try {
    return Object(JSON.parse(readFileSync('package.json', 'utf8'))) as { readonly [key: string]: unknown }
  } catch {
    return {}
  }
}
