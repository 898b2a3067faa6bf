import { createGate } from '../src/index.js'
import { bulkRows, expiryOf, flat, isGiven, NOW, PAGE, ROWS, type Row } from './bulk-rows.js'
import { type Contender, compete, print } from './rounds.js'

const FULL = '********'

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
  const { rows, store, policy } = bulkRows(people)
  const pages = Array.from({ length: ROWS / PAGE }, (_, i) => rows.slice(i * PAGE, (i + 1) * PAGE))
  const consents = new Map<string, Consent>()
  for (let i = 0; i < people; i++) consents.set(flat(`m-${i}`), { given: isGiven(i), expiresAt: expiryOf(i) })
  const gate = createGate({
    policy,
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
