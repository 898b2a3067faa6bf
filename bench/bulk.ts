import { z } from 'zod'
import { createGate, parsePolicy } from '../src/index.js'
import { memoryStore } from '../src/stores/memory.js'
import { type Contender, compete, print } from './rounds.js'

const ROWS = 100_000
const PAGE = 1_000
const NOW = Date.UTC(2026, 5, 1)
const FULL = '********'

interface Row {
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

/** What a loop written by hand keeps of each person's consent. */
interface Consent {
  readonly given: boolean
  readonly expiresAt: number
}

/** 100,000 rows in pages: 4 fields clear, 3 masked, 5 dropped, consent of each person. */
export async function benchBulk(rounds: number): Promise<void> {
  for (const people of [10_000, ROWS]) {
    const measured = await compete(await contendersOf(people), { rounds, units: ROWS })
    print(
      `bulk: ${ROWS.toLocaleString('en')} rows about ${people.toLocaleString('en')} people, ns a row`,
      measured,
    )
  }
}

export async function contendersOf(people: number): Promise<Contender[]> {
  const rows = Array.from({ length: ROWS }, (_, i) => rowOf(i, i % people))
  const pages = Array.from({ length: ROWS / PAGE }, (_, i) => rows.slice(i * PAGE, (i + 1) * PAGE))
  const store = memoryStore()
  const consents = new Map<string, Consent>()
  for (let i = 0; i < people; i++) {
    const expiresAt = NOW + ((i % 900) + 1) * 86_400_000
    const given = i % 20 !== 0
    consents.set(flat(`m-${i}`), { given, expiresAt })
    if (!given) continue
    store.append({
      id: `event-${i}`,
      action: 'give',
      person: { id: `m-${i}`, population: 'person' },
      at: NOW - 1,
      purposes: [{ purpose: 'mail', via: 'mail', terms: 1 }],
      expiresAt,
    })
  }
  const gate = createGate({
    policy: policyOf(),
    consents: store,
    audit: { name: 'nothing', durability: 'disk', write() {} },
    keys: { current: 'k1', k1: new Uint8Array(32).fill(7) },
    clock: () => NOW,
  })
  const access = gate.for('mail', { actor: { id: 'a-1', roles: ['mailer'] } })
  const { views } = await access.readMany('order', pages[0] as Row[])
  const expected = byHand(pages[0] as Row[], consents)
  if (JSON.stringify(views) !== JSON.stringify(expected.views)) throw new Error('the two do not do the same')

  return [
    {
      name: 'hand-written loop, consent in a Map',
      run: () => pages.reduce((sum, page) => sum + byHand(page, consents).views.length, 0),
    },
    {
      name: 'the same again (noise)',
      run: () => pages.reduce((sum, page) => sum + byHand(page, consents).views.length, 0),
    },
    {
      name: 'stream',
      goal: 2.5,
      async run() {
        let sum = 0
        for await (const page of access.stream('order', rows, { size: PAGE })) sum += page.views.length
        return sum
      },
    },
    {
      name: 'readMany',
      goal: 2.5,
      async run() {
        let sum = 0
        for (const page of pages) sum += (await access.readMany('order', page)).views.length
        return sum
      },
    },
  ]
}

/** What somebody would write who needs this once, and no record of it. */
function byHand(rows: readonly Row[], consents: ReadonlyMap<string, Consent>) {
  const views: object[] = []
  const refused: { index: number; reason: string }[] = []
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] as Row
    const consent = consents.get(row.member)
    if (!consent?.given) {
      refused.push({ index, reason: 'consent_missing' })
      continue
    }
    if (consent.expiresAt <= NOW) {
      refused.push({ index, reason: 'consent_expired' })
      continue
    }
    views.push({
      id: row.id,
      member: row.member,
      city: row.city,
      grade: row.grade,
      phone: row.phone.length < 8 ? FULL : FULL + row.phone.slice(-4),
      code: row.code.length < 6 ? FULL : row.code.slice(0, 3) + FULL,
      street: FULL,
    })
  }
  return { views, refused }
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
function flat(text: string): string {
  return Buffer.from(text).toString('latin1')
}
