/**
 * `diffPolicies` of two policies with 1,000 purposes, 30 roles and 40 resources: a release that changes a few of them, and
 * changes that touch every one. `npm run bench diff`.
 */
import { cpus } from 'node:os'
import { z } from 'zod'
import { diffPolicies, type Policy, type PolicyDocument, parsePolicy } from '../src/index.js'

const [PURPOSES, ROLES, RESOURCES, FIELDS, CATEGORIES] = [1000, 30, 40, 12, 40]
const ROUNDS = 9
const list = <T>(count: number, make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i))

/** Each role serves some forty purposes; each purpose uses four categories, of some ten resources. */
function declare(): PolicyDocument {
  return {
    name: 'large',
    version: '1',
    categories: Object.fromEntries(list(CATEGORIES, (i) => [`c${i}`, {}])),
    resources: Object.fromEntries(
      list(RESOURCES, (r) => [
        `res${r}`,
        {
          subject: 'f0',
          fields: Object.fromEntries(
            list(FIELDS, (f) => [`f${f}`, f === 0 ? 'key' : `c${(r * 7 + f) % CATEGORIES}`]),
          ),
        },
      ]),
    ),
    purposes: Object.fromEntries(
      list(PURPOSES, (p) => [
        `p${p}`,
        {
          title: `Purpose ${p}`,
          basis: p % 3 === 0 ? ('consent' as const) : ('contract' as const),
          uses: list(4, (i) => `c${(p * 3 + i * 11) % CATEGORIES}`),
        },
      ]),
    ),
    roles: Object.fromEntries(
      list(ROLES, (r) => [
        `r${r}`,
        {
          purposes: list(40, (i) => `p${(r * 33 + i) % PURPOSES}`),
          sees: Object.fromEntries(
            list(CATEGORIES, (c) => [`c${c}`, (c + r) % 5 > 0 ? 'clear' : 'masked'] as const),
          ),
          where: Object.fromEntries(
            list(10, (i) => [`res${(r + i * 4) % RESOURCES}`, { f1: { $actor: 'attributes.branch' } }]),
          ),
        },
      ]),
    ),
    prohibitions: [{ id: 'x', purposes: ['p1'], of: ['c3'] }],
  }
}

const schemas = Object.fromEntries(
  list(RESOURCES, (r) => [
    `res${r}`,
    z.object(Object.fromEntries(list(FIELDS, (f) => [`f${f}`, z.string()]))),
  ]),
)
type Draft = { [key: string]: { [name: string]: { [key: string]: unknown } } }
function changed(change: (draft: Draft) => void): Policy {
  const draft = structuredClone(declare()) as unknown as Draft
  change(draft)
  return parsePolicy(draft as unknown as PolicyDocument, { schemas })
}

const CASES: readonly (readonly [name: string, change: (draft: Draft) => void])[] = [
  ['nothing', () => {}],
  [
    '1 purpose uses more',
    ({ purposes }) => {
      purposes!['p5']!['uses'] = ['c1', 'c2', 'c3', 'c4', 'c15']
    },
  ],
  [
    '50 purposes use more, 5 are new, 5 gone',
    ({ purposes, roles }) => {
      for (let i = 0; i < 50; i++)
        purposes![`p${i * 20}`]!['uses'] = list(6, (n) => `c${(i + n * 5) % CATEGORIES}`)
      for (let i = 0; i < 5; i++) {
        purposes![`new${i}`] = { ...purposes!['p2']! }
        delete purposes![`p${991 + i}`]
      }
      for (const role of Object.values(roles!))
        role['purposes'] = (role['purposes'] as string[]).filter((name) => name in purposes!)
    },
  ],
  [
    'one role of 30 sees another way',
    ({ roles }) => {
      roles!['r3']!['sees'] = { c1: 'clear', c2: 'masked' }
    },
  ],
  [
    'one resource of 40 is classified another way, for all 1,000',
    ({ resources }) => {
      Object.assign(resources!['res4']!['fields'] as object, { f3: 'c39' })
    },
  ],
  [
    'a prohibition for all 1,000',
    (draft) => {
      draft['prohibitions'] = [{ id: 'all', of: ['c7'] }] as never
    },
  ],
  [
    'every category is masked another way, for all 1,000',
    ({ categories }) => {
      for (const name of Object.keys(categories!)) categories![name] = { mask: 'hash' }
    },
  ],
]

console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model}`)
console.log(
  `${PURPOSES} purposes, ${ROLES} roles, ${RESOURCES} resources of ${FIELDS} fields; CPU time, median of ${ROUNDS}`,
)
const old = changed(() => {})
for (const [name, change] of CASES) {
  const next = changed(change)
  const times = list(ROUNDS, () => {
    const began = process.cpuUsage()
    diffPolicies(old, next)
    const { user, system } = process.cpuUsage(began)
    return (user + system) / 1000
  }).sort((a, b) => a - b)
  const { purposes, verdict } = diffPolicies(old, next)
  const found = purposes.reduce((count, each) => count + each.changes.length, 0)
  console.log(
    `${name.padEnd(62)} ${times[ROUNDS >> 1]!.toFixed(1).padStart(7)} ms  ${purposes.length} purposes, ${found} changes: ${verdict}`,
  )
}
