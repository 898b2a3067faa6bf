/**
 * `matrix` and `prove` on 50 roles by 100 purposes by 500 fields, and `replay` of a million records.
 * `npm run bench review`; `npm run bench review 100000` for fewer records.
 */
import { cpus } from 'node:os'
import { z } from 'zod'
import {
  type AuditRecord,
  matrix,
  matrixText,
  type PolicyDocument,
  parsePolicy,
  prove,
  replay,
} from '../src/index.js'

const [ROLES, PURPOSES, RESOURCES, FIELDS] = [50, 100, 20, 25]
const records = Number(process.argv[2] ?? 1_000_000)
const list = <T>(count: number, make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i))

/** Every role serves every purpose and sees half of the categories, on rows of its branch or on those that are open. */
function declare(version: string, every: number): PolicyDocument {
  const categories = list(40, (i) => `c${i}`)
  return {
    name: 'large',
    version,
    categories,
    resources: Object.fromEntries(
      list(RESOURCES, (r) => [
        `res${r}`,
        {
          subject: 'f0',
          fields: Object.fromEntries(
            list(FIELDS, (f) => [`f${f}`, f === 0 ? 'key' : `c${(r * FIELDS + f) % 40}`]),
          ),
        },
      ]),
    ),
    purposes: Object.fromEntries(
      list(PURPOSES, (p) => [
        `p${p}`,
        {
          title: `Purpose ${p}`,
          basis: 'contract' as const,
          uses: categories.filter((_, c) => (c + p) % 3 > 0),
        },
      ]),
    ),
    roles: Object.fromEntries(
      list(ROLES, (r) => [
        `r${r}`,
        {
          purposes: list(PURPOSES, (p) => `p${p}`),
          sees: Object.fromEntries(
            categories.flatMap((category, c) =>
              (c + r) % 2 > 0 ? [[category, (c + r) % every > 0 ? 'clear' : 'masked'] as const] : [],
            ),
          ),
          where: Object.fromEntries(
            list(RESOURCES, (n) => [
              `res${n}`,
              n % 2 > 0
                ? { f1: { $actor: 'attributes.branch' } }
                : { f2: { $in: ['open', 'new'] }, f3: { $ne: 'x' } },
            ]),
          ),
        },
      ]),
    ),
  }
}

const schemas = Object.fromEntries(
  list(RESOURCES, (r) => [
    `res${r}`,
    z.object(Object.fromEntries(list(FIELDS, (f) => [`f${f}`, z.string()]))),
  ]),
)
const [policy, other] = [declare('1', 7), declare('2', 5)].map((each) => parsePolicy(each, { schemas }))
if (!policy || !other) throw new Error('unreachable')

function timed<T>(name: string, goal: number, work: () => T): T {
  const began = performance.now()
  const result = work()
  report(name, goal, performance.now() - began)
  return result
}

function report(name: string, goal: number, ms: number): void {
  console.log(
    `${name.padEnd(58)} ${(ms / 1000).toFixed(2)} s   goal ${goal} s ${ms <= goal * 1000 ? 'met' : 'MISSED'}`,
  )
}

console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model}`)
console.log(`${ROLES} roles x ${PURPOSES} purposes x ${RESOURCES * FIELDS} fields in ${RESOURCES} resources`)
const made = timed('matrix', 2, () => matrix(policy))
timed(`matrixText, ${made.entries.length} entries`, 2, () => matrixText(made))
timed('prove: no role ever sees anything of c0 for p0 (refuted)', 2, () =>
  prove(policy, { no: 'role', sees: 'anything', of: ['c0'], for: ['p0'] }),
)
const clear = timed('prove: no role ever sees c0 for p0 (holds)', 2, () =>
  prove(policy, {
    no: 'role',
    sees: 'anything',
    of: ['c3'],
    for: list(PURPOSES, (p) => `p${p}`).filter((_, p) => p % 3 === 0),
  }),
)
timed('prove: every field is seen', 2, () => prove(policy, { every: 'field', is: 'seen' }))
timed('prove: it permits nothing that itself does not (holds)', 2, () =>
  prove(policy, { within: parsePolicy(policy.document, { schemas }) }),
)
const more = timed('prove: it permits nothing that another does not', 2, () =>
  prove(policy, { within: other }),
)
console.log(`  ${clear.text}: ${clear.holds}\n  ${more.text}: ${more.counterExample?.text}`)

function* trail(count: number): Generator<AuditRecord> {
  const digest = policy?.digest ?? ''
  for (let i = 0; i < count; i++) {
    const purpose = `p${i % PURPOSES}`
    const role = `r${(i * 7) % ROLES}`
    yield {
      v: 1,
      id: `${i}`,
      type: 'decision',
      time: '2026-11-01T00:00:00.000Z',
      mono: i,
      app: { name: 'bench', instance: 'one' },
      policy: { name: 'large', version: '1', digest },
      actor: { kind: 'employee', ref: `hmac:k1:${i}`, roles: [role] },
      purpose,
      basis: 'contract',
      action: 'read',
      resource: { type: `res${i % RESOURCES}` },
      effect: 'permit',
      rules: [`/roles/${role}`],
      fields: { clear: ['f0', 'f1'], masked: ['f2'], hidden: ['f3'] },
    }
  }
}

globalThis.gc?.()
const before = process.memoryUsage().heapUsed
let peak = 0
const began = performance.now()
const replayed = await replay(trail(records), other, {
  from: [policy],
  onProgress: () => {
    peak = Math.max(peak, process.memoryUsage().heapUsed)
  },
})
report(`replay of ${records.toLocaleString('en')} records`, 60, performance.now() - began)
console.log(`  ${replayed.text}; heap at most ${((peak - before) / 1e6).toFixed(0)} MB above the start`)
