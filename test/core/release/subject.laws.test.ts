import * as fc from 'fast-check'
import { testGate } from 'purposebound/testing'
import { describe, expect, it } from 'vitest'
import { PATIENT, runs } from '../../laws/cases.js'
import { agent, aiko, shopWith } from '../../shop.js'

const policy = shopWith(({ roles, purposes }) => {
  roles['auditor'] = { purposes: ['audit'], sees: {}, may: ['audit'] }
  purposes['audit'] = { ...purposes['audit'], uses: [] }
})
const PEOPLE = ['m-1', 'm-2', 'm-3', 'm-4']
const TENANTS = ['t-1', 't-2']

/** What a service does: rows by person, and whether the actor may see each (it looks after some of them only). */
const row = fc.record({ id: fc.constantFrom(...PEOPLE), reached: fc.boolean(), cut: fc.boolean() })
const deed = fc.record({
  kind: fc.constantFrom('read', 'readMany', 'stream', 'query', 'update', 'delete'),
  tenant: fc.constantFrom(...TENANTS),
  rows: fc.array(row, { minLength: 1, maxLength: 12 }),
  consumed: fc.boolean(),
})
type Deed = typeof deed extends fc.Arbitrary<infer D> ? D : never

describe('accesses: laws', PATIENT, () => {
  it('whatever was released of a person is found, as often as it was recorded, and nothing of anybody else', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { maxLength: 8 }), async (deeds) => {
        const { gate, records } = testGate({ policy })
        const released = new Map<string, Set<string>>()
        for (const [at, each] of deeds.entries())
          for (const id of await done(gate, each, `r-${at}`))
            released.set(
              `${each.tenant} ${id}`,
              (released.get(`${each.tenant} ${id}`) ?? new Set()).add(`r-${at}`),
            )
        for (const tenant of TENANTS)
          for (const id of PEOPLE) {
            const auditor = { id: 'u-1', roles: ['auditor'], tenant } as const
            const uses = await gate
              .subject(
                { population: 'member', id, tenant },
                { purpose: 'audit', actor: auditor, justification: 'x' },
              )
              .accesses()
            const permitted = uses.filter(({ effect, clear }) => effect === 'permit' && clear.includes('id'))
            const seen = new Set(permitted.map(({ request }) => request))
            const read = released.get(`${tenant} ${id}`) ?? new Set()
            for (const request of read) expect(seen).toContain(request)
            // what is found and was not released was a write, or refused
            const others = permitted.filter(
              ({ request, action }) => action === 'read' && !read.has(request ?? ''),
            )
            expect(others).toEqual([])
          }
        expect(records.filter(({ action }) => action === 'audit')).toHaveLength(
          TENANTS.length * PEOPLE.length,
        )
      }),
      runs(60),
    )
  })
})

/** The people whose views came out. */
async function done(
  gate: ReturnType<typeof testGate<typeof policy>>['gate'],
  { kind, tenant, rows, consumed }: Deed,
  request: string,
) {
  const access = gate.for('support', { actor: { ...agent, tenant }, request })
  const given = rows.map(({ id, reached, cut }) => ({
    ...aiko,
    id,
    tenant,
    repId: reached ? 'a-17' : 'a-18',
    ...(cut && { address: undefined }),
  })) as never[]
  const [first] = given
  const ids = (views: readonly object[]) => views.map((view) => (view as { id: string }).id)
  try {
    switch (kind) {
      case 'read':
        return ids([await access.read('member', first as never)])
      case 'readMany':
        return ids((await access.readMany('member', given)).views)
      case 'query':
        return ids((await access.query(access.plan('member'), () => given)).views)
      case 'update':
        await access.update('member', first as never, { name: 'X' } as never)
        return []
      case 'delete':
        await access.delete('member', first as never)
        return []
      default: {
        const found: string[] = []
        for await (const { views } of access.stream('member', given, { size: 3 })) {
          found.push(...ids(views))
          if (!consumed) break
        }
        return found
      }
    }
  } catch {
    return []
  }
}
