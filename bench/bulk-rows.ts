import { z } from 'zod'
import { parsePolicy } from '../src/index.js'
import { type MemoryStore, memoryStore } from '../src/stores/memory.js'

export const ROWS = 100_000
export const PAGE = 1_000
export const NOW = Date.UTC(2026, 5, 1)

export interface Row {
  readonly id: string
  readonly member: string
  readonly city: string
  readonly grade: string
  readonly phone: string
  readonly code: string
  readonly street: string
  readonly email: string
  readonly name: string
  readonly card: string
  readonly note: string
  readonly income: number
}

/** 100,000 rows about `people`, and what 19 of 20 of them consented to. */
export function bulkRows(people: number) {
  const rows = Array.from({ length: ROWS }, (_, i) => rowOf(i, i % people))
  const store = memoryStore()
  for (let i = 0; i < people; i++) if (isGiven(i)) give(store, i)
  return { rows, store, policy: policyOf() }
}

export function isGiven(i: number): boolean {
  return i % 20 !== 0
}

export function expiryOf(i: number): number {
  return NOW + ((i % 900) + 1) * 86_400_000
}

function give(store: MemoryStore, i: number): void {
  store.append({
    id: `event-${i}`,
    action: 'give',
    person: { id: `m-${i}`, population: 'person' },
    at: NOW - 1,
    purposes: [{ purpose: 'mail', via: 'mail', terms: 1 }],
    expiresAt: expiryOf(i),
  })
}

function policyOf() {
  return parsePolicy(
    {
      name: 'bulk',
      version: '1',
      categories: ['open', 'close', 'secret'],
      resources: {
        order: {
          subject: 'member',
          fields: {
            id: 'key',
            member: 'key',
            city: 'open',
            grade: 'open',
            phone: { category: 'close', mask: { op: 'mask', last: 4 } },
            code: { category: 'close', mask: { op: 'mask', first: 3 } },
            street: 'close',
            email: 'secret',
            name: 'secret',
            card: 'secret',
            note: 'secret',
            income: 'secret',
          },
        },
      },
      purposes: { mail: { title: 'Mail', basis: 'consent', uses: ['open', 'close'] } },
      roles: { mailer: { purposes: ['mail'], sees: { open: 'clear', close: 'masked' } } },
    },
    {
      schemas: {
        order: z.object({
          id: z.string(),
          member: z.string(),
          city: z.string(),
          grade: z.string(),
          phone: z.string(),
          code: z.string(),
          street: z.string(),
          email: z.string(),
          name: z.string(),
          card: z.string(),
          note: z.string(),
          income: z.number(),
        }),
      },
    },
  )
}

function rowOf(i: number, member: number): Row {
  return {
    id: flat(`o-${i}`),
    member: flat(`m-${member}`),
    city: ['Kyoto', 'Osaka', 'Nara'][i % 3] as string,
    grade: 'ABC'[i % 3] as string,
    phone: flat(`090${10_000_000 + i}`),
    code: flat(`K${i}X${i}`),
    street: flat(`${i} Oike`),
    email: flat(`m${i}@example.com`),
    name: flat(`Name ${i}`),
    card: '4242424242424242',
    note: 'none',
    income: i,
  }
}

/** A string of its own, not a rope of parts, as text comes from a database. */
export function flat(text: string): string {
  return Buffer.from(text).toString('latin1')
}
