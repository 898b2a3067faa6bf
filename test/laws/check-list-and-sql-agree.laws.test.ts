import { PGlite } from '@electric-sql/pglite'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ColumnVisibility } from '../../src/index.js'
import { accessOf, decided, gateOf, PATIENT, runs } from './cases.js'
import { alone, lists } from './lists.js'
import { isTrue } from './oracle-condition.js'
import { fieldsOf, isPersonal } from './oracle-policy.js'
import { only, tableOf } from './pushed-down.js'
import { LEAVES } from './schemas.js'

let db: PGlite
beforeAll(async () => {
  db = await PGlite.create()
}, 60_000)
afterAll(() => db.close())

describe('check, list and SQL agree', PATIENT, () => {
  it('check, list and SQL agree: a list holds the rows whose read succeeds, with the same values, and refuses the others alike', async () => {
    await fc.assert(
      fc.asyncProperty(lists, fc.boolean(), async ({ each, rows }, apart) => {
        const { gate } = gateOf(each)
        const access = accessOf(gate, each.question)
        const { resource } = each.question
        const reads = apart
          ? await inTurn(rows, (row) => settled(access.read(resource, row)))
          : await Promise.all(rows.map((row) => settled(access.read(resource, row))))
        const { views, refused } = await access.readMany(resource, rows)
        expect(views).toEqual(reads.flatMap(({ view }) => (view ? [view] : [])))
        expect(refused).toEqual(
          reads.flatMap(({ reason, rule }, index) => (reason ? [{ index, reason, rule }] : [])),
        )
        for (const [index, row] of rows.entries()) {
          const decision = decided({ ...each, question: { ...each.question, row } })
          expect([decision.reason, decision.rule]).toEqual([reads[index]!.reason, reads[index]!.rule])
        }
      }),
      runs(60),
    )
  })

  it('check, list and SQL agree: a stream holds the same views, page by page', async () => {
    await fc.assert(
      fc.asyncProperty(lists, fc.integer({ min: 1, max: 4 }), async ({ each, rows }, size) => {
        const access = accessOf(gateOf(each).gate, each.question)
        const { resource } = each.question
        const views = []
        for await (const page of access.stream(resource, rows, { size })) views.push(...page.views)
        expect(views).toEqual((await access.readMany(resource, rows)).views)
      }),
      runs(40),
    )
  })

  it('check, list and SQL agree: the pushed-down `where` selects the rows of the list, and `query` gives the same views', async () => {
    let selected = 0
    await fc.assert(
      fc.asyncProperty(lists, async ({ each, rows }) => {
        const { resource } = each.question
        const access = accessOf(gateOf(each).gate, each.question)
        const { views, refused } = await access.readMany(resource, rows)
        const plan = access.plan(resource)
        if (plan.kind === 'deny') {
          expect(views).toEqual([])
          return
        }
        const table = await tableOf(db, resource, rows)
        const found = await table.where(plan.kind === 'conditional' ? plan.where : 'all')
        const others = refused.filter(({ reason }) => UNASKED.includes(reason)).map(({ index }) => index)
        const denied = refused.map(({ index }) => index)
        const released = [...rows.keys()].filter((index) => !denied.includes(index))
        expect(found.filter((index) => !others.includes(index))).toEqual(released)
        const needed = [...Object.keys(plan.columns), ...plan.needs]
        const queried = await access.query(plan, () => found.map((index) => only(rows[index]!, needed)))
        expect(queried.views).toEqual(views)
        selected += found.length
      }),
      runs(120),
    )
    expect(selected).toBeGreaterThan(0)
  })

  it('check, list and SQL agree: a condition alone is true of the same rows here, there and on paper', async () => {
    await fc.assert(
      fc.asyncProperty(alone, async ({ each, rows, where }) => {
        const { actor, resource } = each.question
        const access = accessOf(gateOf(each).gate, each.question)
        const { refused } = await access.readMany(resource, rows)
        const plan = access.plan(resource)
        if (plan.kind !== 'conditional') expect.unreachable(plan.kind)
        const table = await tableOf(db, resource, rows)
        const numbers = [...rows.keys()]
        const expected = numbers.filter((n) => isTrue(where, rows[n], actor as never, LEAVES[resource]!))
        expect(await table.where(plan.where)).toEqual(expected)
        expect(numbers.filter((n) => !refused.some(({ index }) => index === n))).toEqual(expected)
      }),
      runs(300),
    )
  })

  it('check, list and SQL agree: a plan says of each column and row what the decision says', async () => {
    await fc.assert(
      fc.asyncProperty(lists, async ({ each, rows }) => {
        const { document, question } = each
        const plan = accessOf(gateOf(each).gate, question).plan(question.resource)
        if (plan.kind === 'deny') return
        const columns: Columns = plan.columns
        const table = await tableOf(db, question.resource, rows)
        const decisions = rows.map((row) => decided({ ...each, question: { ...question, row } }))
        // a field about somebody else is decided by who that is, which no column says
        for (const { path } of fieldsOf(document, question.resource).filter(
          (field) => isPersonal(field) && !field.subject,
        )) {
          const seen = await table.outcomes(columns[path] ?? [])
          for (const [index, { effect, fields }] of decisions.entries())
            if (effect === 'permit') expect([path, seen[index]]).toEqual([path, fields[path]!.outcome])
        }
      }),
      runs(40),
    )
  })
})

/** What is no question to a database: whether anything is left to see of a row, and whether it names its people. */
const UNASKED = ['nothing_visible', 'subject_missing']

interface Columns {
  readonly [path: string]: readonly ColumnVisibility[] | undefined
}
interface Settled {
  readonly view?: object
  readonly reason?: string
  readonly rule?: string
}

async function settled(reading: Promise<object>): Promise<Settled> {
  return reading.then(
    (view): Settled => ({ view }),
    ({ reason, rule }): Settled => ({ reason, rule }),
  )
}

async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const done: R[] = []
  for (const item of items) done.push(await work(item))
  return done
}
