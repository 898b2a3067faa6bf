import { z } from 'zod'
import { createGate, parsePolicy } from '../src/index.js'
import { memoryStore } from '../src/stores/memory.js'

const SHAPES = 12
const PLANS = 30

/**
 * Decides and reads under 30 other plans over 12 shapes of rows.
 *
 * A process with one plan lies: every call site has then seen one shape only, and is faster than it will ever be in use.
 */
export async function train(): Promise<void> {
  const names = Array.from({ length: SHAPES }, (_, i) => `shape${i}`)
  const purposes = ['serve', 'count', 'warn']
  const categories = ['plain', 'close', 'secret']
  const policy = parsePolicy(
    {
      name: 'training',
      version: '1',
      categories,
      resources: Object.fromEntries(
        names.map((name, i) => [
          name,
          {
            subject: 'id',
            fields: {
              id: 'key',
              ...Object.fromEntries(fieldsOf(i).map((field, at) => [field, categories[at % 3]])),
            },
          },
        ]),
      ),
      purposes: Object.fromEntries(
        purposes.map((name, i) => [
          name,
          { title: name, basis: i === 1 ? 'consent' : 'contract', uses: categories },
        ]),
      ),
      roles: {
        clerk: {
          purposes,
          sees: { plain: 'clear', close: 'masked' },
          where: Object.fromEntries(
            names.map((name, i) => [name, i % 2 ? 'all' : { id: { $ne: { $actor: 'id' } } }]),
          ),
        },
      },
    },
    {
      schemas: Object.fromEntries(
        names.map((name, i) => [
          name,
          z.object(Object.fromEntries(['id', ...fieldsOf(i)].map((field) => [field, z.string()]))),
        ]),
      ),
    },
  )
  const gate = createGate({
    policy,
    consents: memoryStore(),
    audit: { name: 'nothing', durability: 'disk', write() {} },
    keys: { current: 'k1', k1: new Uint8Array(32).fill(7) },
  })
  const now = Date.UTC(2026, 5, 1)
  for (let plan = 0; plan < PLANS; plan++) {
    const shape = plan % SHAPES
    const purpose = purposes[Math.floor(plan / SHAPES)] as string
    const rows = Array.from({ length: 400 }, (_, i) => rowOf(shape, i))
    const access = gate.for(purpose, { actor: { id: `clerk-${plan}`, roles: ['clerk'] } })
    for (let round = 0; round < 3; round++) {
      await access.readMany(`shape${shape}`, rows)
      for (const row of rows) access.decide(`shape${shape}`, row, { consents: [], now })
      await access.read(`shape${shape}`, rows[0] as never).catch(() => {})
    }
  }
  await gate.close()
}

/** Shape `i` has 6 to 17 fields beside its id, under names of its own. */
function fieldsOf(i: number): string[] {
  return Array.from({ length: 6 + i }, (_, at) => `f${i}x${at}`)
}

function rowOf(shape: number, i: number): { readonly [field: string]: string } {
  const row: { [field: string]: string } = { id: `p-${shape}-${i}` }
  for (const field of fieldsOf(shape)) row[field] = `value ${i}`
  return row
}
