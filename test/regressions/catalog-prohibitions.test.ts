import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { verdict } from '../core/decide/verdict.js'
import { issuesOf } from './issues-of.js'
import { asked, define, document, leaves, Owner, schemas } from './orders.js'

// what a prohibition says of a place it says of all that the place holds

describe('a prohibition on a place', () => {
  it.each([
    ['an object', 'order.address', ['address.city', 'address.geo.lat', 'address.zip']],
    ['an object inside', 'order.address.geo', ['address.geo.lat']],
    ['a list', 'order.cards', ['cards[].brand', 'cards[].number']],
    ['one leaf', 'order.address.city', ['address.city']],
    ['a category', 'contact', ['address.zip', 'cards[].brand', 'note']],
    ['a category above another', 'everything', [...leaves('address'), 'cards[].brand', 'note']],
  ])('hides all that %s holds, whatever stands nearer', (_, of, hidden) => {
    const policy = define({ prohibitions: [{ id: 'no', of: [of] }] })
    const { fields } = verdict(policy, asked)
    const found = Object.keys(fields).filter((path) => fields[path]?.outcome === 'hidden')
    expect(found.sort()).toEqual([...hidden].sort())
    for (const path of hidden)
      expect(fields[path]).toMatchObject({ reason: 'prohibited', rule: '/prohibitions/no' })
  })

  it('hides keys and nonpersonal fields with the rest', () => {
    const policy = define(
      { prohibitions: [{ id: 'no', of: ['order.address'] }] },
      { 'address.city': 'nonpersonal' },
    )
    expect(verdict(policy, asked).fields['address.city']).toMatchObject({
      outcome: 'hidden',
      reason: 'prohibited',
    })
  })

  it.each([
    ['a row of another resource', 'order.owner', {}, /row of `owner`: name fields of that resource/],
    ['a leaf of such a row', 'order.owner.name', {}, /row of `owner`: name fields of that resource/],
    [
      'a place that holds such a row',
      'order.owner',
      { owner: 'contact', 'owner.id': 'key', 'owner.name': 'contact' },
      undefined,
    ],
    [
      'a place without an entry',
      'order.address',
      { address: undefined, 'address.zip': 'contact' },
      /no entry in `fields`/,
    ],
    ['a place that is none', 'order.adress', {}, /unknown category or field `order.adress`/],
  ])('names %s: refused, if it could not keep its promise', (_, of, fields, message) => {
    const issues = issuesOf(document({ prohibitions: [{ id: 'no', of: [of] }] }, fields), schemas)
    if (message)
      expect(issues).toMatchObject([
        { path: '/prohibitions/0/of/0', message: expect.stringMatching(message) },
      ])
    else expect(issues).toEqual([])
  })

  it.each(['of', 'purposes', 'actions'])(
    'with an empty list (`%s`) forbids nothing, and is refused',
    (key) => {
      const issues = issuesOf(document({ prohibitions: [{ id: 'no', [key]: [] }] }), schemas)
      expect(issues).toEqual([
        {
          path: `/prohibitions/0/${key}`,
          message: 'an empty list forbids nothing: name what is meant, or leave the key out to mean all',
        },
      ])
    },
  )

  it('cannot name a place in which a row of another resource stands', () => {
    const Box = z.object({ id: z.string(), box: z.object({ owner: Owner, label: z.string() }) })
    const box = { subject: 'id', fields: { id: 'key', box: 'contact', 'box.owner': { resource: 'owner' } } }
    const forbidden = { ...document({ prohibitions: [{ id: 'no', of: ['box.box'] }] }) }
    const issues = issuesOf(
      { ...forbidden, resources: { ...forbidden.resources, box } },
      { ...schemas, box: Box },
    )
    expect(issues).toMatchObject([
      { path: '/prohibitions/0/of/0', message: expect.stringContaining('`box.owner`, a row of `owner`') },
    ])
  })
})
