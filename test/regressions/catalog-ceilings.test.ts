import { testGate } from 'purposebound/testing'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { verdict } from '../core/decide/verdict.js'
import { issuesOf } from './issues-of.js'
import { actor, asked, define, document, leaves, Owner, row, schemas } from './orders.js'

// what a ceiling says of a place it says of all that the place holds

describe('a ceiling on a place', () => {
  it.each(['masked', 'hidden'] as const)('of `%s` holds for all below it, and says so', (ceiling) => {
    const policy = define({}, { address: { category: 'contact', ceiling } })
    const { fields } = verdict(policy, asked)
    for (const path of leaves('address'))
      expect(fields[path]).toEqual({
        outcome: ceiling,
        reason: `ceiling_${ceiling}`,
        rule: '/resources/order/fields/address/ceiling',
      })
    expect(fields['note']).toEqual({ outcome: 'clear' })
  })

  it.each([
    ['masked', 'hidden', 'hidden', 'address.geo.lat'],
    ['hidden', 'masked', 'hidden', 'address'],
    ['masked', 'clear', 'masked', 'address'],
    ['clear', 'masked', 'masked', 'address.geo.lat'],
  ] as const)('of `%s` above and `%s` below leaves `%s`: the lower holds', (above, below, outcome, said) => {
    const policy = define(
      {},
      {
        address: { category: 'contact', ceiling: above },
        'address.geo.lat': { category: 'place', ceiling: below },
      },
    )
    expect(verdict(policy, asked).fields['address.geo.lat']).toMatchObject({
      outcome,
      rule: `/resources/order/fields/${said}/ceiling`,
    })
  })

  it('leaves uses, sees and masks to the nearest', () => {
    const policy = define(
      {
        roles: { agent: { purposes: ['support'], sees: { everything: 'clear', 'order.address': 'hidden' } } },
      },
      { address: { category: 'contact', ceiling: 'masked', mask: { op: 'mask', first: 2 } } },
    )
    const { fields } = verdict(policy, asked)
    expect(['address.zip', 'address.city'].map((path) => fields[path]?.outcome)).toEqual(['hidden', 'masked'])
  })

  it('plan and view say the same', async () => {
    const policy = define(
      {},
      {
        cards: { category: 'contact', ceiling: 'hidden' },
        address: { category: 'contact', ceiling: 'masked' },
      },
    )
    const access = testGate({ policy }).gate.for('support' as never, { actor } as never)
    const plan = access.plan('order' as never) as { readonly columns: { readonly [path: string]: unknown } }
    expect(Object.keys(plan.columns)).not.toContain('cards[].number')
    expect(plan.columns['address.city']).toEqual([{ when: 'all', as: 'masked' }])
    const view = (await access.read('order' as never, row as never)) as unknown
    expect(view).toEqual({
      id: 'o-1',
      note: 'none',
      address: { city: '********', zip: '********', geo: {} },
      scores: { loyalty: 3 },
    })
  })

  it.each([
    ['a `nonpersonal` field', { 'address.city': 'nonpersonal' }, 'address.city'],
    ['a `key`', { 'address.zip': 'key' }, 'address.zip'],
  ])('is refused above %s, which is shown with every row', (_, fields, path) => {
    const capped = { address: { category: 'contact', ceiling: 'masked' }, ...fields }
    const [issue, ...more] = issuesOf(document({}, capped), schemas)
    expect([issue?.path, more]).toEqual([`/resources/order/fields/${path}`, []])
    expect(issue?.message).toContain('stands below that of `address`')
    expect(
      issuesOf(document({}, { ...capped, address: { category: 'contact', ceiling: 'clear' } }), schemas),
    ).toEqual([])
  })

  it('is refused above a row of another resource, which is decided elsewhere', () => {
    const Box = z.object({ id: z.string(), box: z.object({ owner: Owner, label: z.string() }) })
    const boxed = (ceiling: string) => {
      const fields = { id: 'key', box: { category: 'contact', ceiling }, 'box.owner': { resource: 'owner' } }
      const { resources, ...rest } = document({})
      return issuesOf(
        { ...rest, resources: { ...resources, box: { subject: 'id', fields } } },
        { ...schemas, box: Box },
      )
    }
    expect(boxed('hidden').map(({ path }) => path)).toEqual(['/resources/box/fields/box.owner'])
    expect(boxed('clear')).toEqual([])
  })
})
