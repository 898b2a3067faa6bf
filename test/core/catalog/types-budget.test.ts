import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

// 1.3 x what was measured with TypeScript 5.9.3 and zod 4.6.7: no seconds, which depend on the machine
const DECLARATION = 205_000
const VIEWS = 600_000

const PURPOSES = 60
const RESOURCES = 40
const ROLES = 30
const CATEGORIES = 30
const READS = 120

it('a big policy, and 120 views of it, stay within their budget of type instantiations', async () => {
  const [schemas = 0, policy = 0, views = 0] = await Promise.all(
    [schemasAlone(), bigPolicy(), bigPolicy() + manyViews()].map(instantiations),
  )
  expect(policy - schemas).toBeLessThan(DECLARATION)
  expect(views - policy).toBeLessThan(VIEWS)
}, 60_000)

async function instantiations(source: string): Promise<number> {
  const folder = await mkdtemp(join(import.meta.dirname, '.budget-'))
  try {
    const file = join(folder, 'policy.ts')
    await writeFile(file, source)
    const config = { extends: '../../../../tsconfig.json', include: ['policy.ts'] }
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
    const tsc = 'node_modules/typescript/bin/tsc'
    const { stdout } = await promisify(execFile)(process.execPath, [
      tsc,
      '-p',
      folder,
      '--extendedDiagnostics',
    ])
    return Number(/Instantiations:\s+(\d+)/.exec(stdout)?.[1])
  } finally {
    await rm(folder, { recursive: true })
  }
}

function schemasAlone(): string {
  const types = ['z.string()', 'z.string().nullable()', 'z.number().optional()', 'z.date()', 'z.boolean()']
  return `import * as z from 'zod'
import type { DefinePolicy } from '../../../../src/core/catalog/declaration.js'
import type { View } from '../../../../src/core/enforce/view-type.js'
export declare const definePolicy: DefinePolicy
export declare const none: View<never, never, never>
${lines(
  RESOURCES,
  (r) => `export const R${r} = z.object({ id: z.string(), ownerId: z.string(), createdAt: z.date(),
  ${lines(13, (f) => `f${f}: ${types[f % 5]},`)}
  address: z.object({ city: z.string(), street: z.string() }).optional(),
  cards: z.array(z.object({ number: z.string(), brand: z.enum(['visa', 'jcb']) })) })`,
)}`
}

function bigPolicy(): string {
  const category = (n: number) => `c${n % CATEGORIES}`
  return `${schemasAlone()}
export const policy = definePolicy({ name: 'big', version: '1',
  categories: { ${lines(CATEGORIES, (c) => `c${c}: { ${c % 3 === 0 ? '' : `within: 'c${c - (c % 3)}'`} },`)} },
  resources: { ${lines(
    RESOURCES,
    (r) => `r${r}: { schema: R${r}, subject: 'ownerId', collectedAt: 'createdAt', fields: {
    id: 'key', ownerId: 'key', createdAt: 'nonpersonal',
    ${lines(13, (f) => `f${f}: ${f % 4 === 0 ? `{ category: '${category(r + f)}', mask: 'email', ceiling: 'masked' }` : `'${category(r + f)}'`},`)}
    'address.city': '${category(r)}', 'address.street': '${category(r)}',
    'cards[].number': { category: 'c3', mask: 'card', ceiling: 'masked' }, 'cards[].brand': 'c4' } },`,
  )} },
  purposes: { ${lines(
    PURPOSES,
    (p) => `p${p}: { title: 'Purpose', basis: 'consent', ${p > 9 ? `within: ['p${p % 10}'],` : ''}
    uses: ['${category(p)}', '${category(p + 7)}', 'r${p % RESOURCES}.f1', 'r${(p + 1) % RESOURCES}.address.city', { of: 'r${(p + 2) % RESOURCES}.f2', at: 'masked' }] },`,
  )} },
  roles: { ${lines(
    ROLES,
    (o) => `o${o}: { purposes: ['p${o}', 'p${o + ROLES}'],
    sees: { c${o}: 'clear', ${category(o + 1)}: 'masked', 'r${o}.f1': 'clear' },
    where: { r${o}: { ownerId: { $actor: 'id' }, f2: { $gte: 18 } }, r${o + 1}: 'all' } },`,
  )} },
  prohibitions: [${lines(10, (n) => `{ id: 'b${n}', purposes: ['p${n}'], of: ['c${n}', 'r${n}.f3'] },`)}] })`
}

function manyViews(): string {
  return `
type Declared = typeof policy
export interface Big extends Declared {}
${lines(
  READS,
  (i) => `export declare const v${i}: View<Big, 'p${i % PURPOSES}', 'r${(i * 7) % RESOURCES}'>
export const w${i}: { readonly id: string } = v${i}`,
)}`
}

function lines(count: number, line: (n: number) => string): string {
  return Array.from({ length: count }, (_, n) => line(n)).join('\n')
}
