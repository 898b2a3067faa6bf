import { expectAccess } from 'purposebound/testing'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { definePolicy } from '../../src/index.js'
import { aiko, shop, shopWith } from '../shop.js'

const support = expectAccess(shop).as('agent').for('support')
// what plain JavaScript, or a policy from a file, lets one write
const loose = expectAccess(shop) as unknown as {
  readonly [step in 'as' | 'for' | 'on' | 'consents' | 'row' | 'at' | 'action']: (
    ...names: unknown[]
  ) => unknown
}

describe('an expectation about a name that the policy does not know', () => {
  it.each([
    ['a role', () => loose.as('agnt'), 'no role `agnt`, did you mean `agent`?'],
    ['a purpose', () => loose.for('suport'), 'no purpose `suport`, did you mean `support`?'],
    ['a resource', () => loose.on('membr'), 'no resource `membr`, did you mean `member`?'],
    [
      'a consent',
      () => loose.consents(['direct_mial']),
      'no purpose `direct_mial`, did you mean `direct_mail`?',
    ],
    ['a name of Object.prototype', () => loose.as('constructor'), 'no role `constructor`'],
    ['a row that is none', () => loose.row(undefined), '`row` takes a row'],
    ['an action', () => loose.action('updat'), 'no action `updat`, did you mean `update`?'],
    ['a time that is none', () => loose.at('soon'), '`at` takes a time'],
  ])('is refused where it is written: %s', (_, step, message) => {
    expect(step).toThrow(
      expect.objectContaining({ code: 'config_invalid', message: expect.stringContaining(message) }),
    )
  })

  it('is refused before it passes for saying nothing', () => {
    const refused = expect.objectContaining({ code: 'config_invalid' })
    expect(() => support.on('member').toSee({ claer: [] } as object)).toThrow(refused)
    expect(() => support.on('member').toSee({ clear: ['name'], masked: ['name'] })).toThrow(refused)
    expect(() => support.toBeDenied()).toThrow(refused)
    expect(() => expectAccess(shop).as('agent').on('member').toBeDenied()).toThrow(refused)
    expect(() => expectAccess(shop).as('agent').toSee({ clear: [] })).toThrow(refused)
  })
})

describe('an expectation without a row', () => {
  const seen = {
    clear: ['total', 'giftTo.phone', 'buyer.name', 'buyer.email', 'buyer.birthDate', 'buyer.tags[]'],
    masked: ['buyer.cardNumber', 'buyer.address.city', 'buyer.address.street'],
    hidden: [],
  }

  it('reaches into the rows that stand in a row, as one with a row does', () => {
    support.on('order').toSee(seen)
    expect(() => support.on('order').toSee({ ...seen, masked: [] })).toThrow(
      '`buyer.cardNumber`: not expected, saw masked',
    )
    const order = { id: 1, memberId: 'm-1', total: 3, giftTo: null, buyer: aiko }
    support.actor({ id: 'a-17', tenant: 't-1' }).on('order').row(order).toSee({ masked: seen.masked })
  })

  it('hides of them what the grants do not reach, and all where the outer one is denied', () => {
    const narrow = shopWith(({ roles }) => {
      roles['agent'] = { ...roles['agent'], where: { order: 'all' } }
    })
    const order = expectAccess(narrow).as('agent').for('support').on('order')
    order.toSee({ clear: ['total', 'giftTo.phone'], masked: [] })
    const without = shopWith(({ roles }) => {
      roles['agent'] = { ...roles['agent'], where: { member: { repId: { $actor: 'id' } } } }
    })
    const denied = expectAccess(without).as('agent').for('support').on('order')
    denied.toBeDenied('role_not_permitted')
    denied.toSee({ clear: [], masked: [] })
    const mail = expectAccess(shop).as('mailer').for('direct_mail').on('order')
    mail.toSee({ clear: ['giftTo.phone', 'buyer.name', 'buyer.email'], masked: [] })
    mail.consents([]).toSee({ clear: [], masked: [] })
    mail.consents([]).toBeDenied('consent_missing')
  })

  it('ends where a resource stands in itself again', () => {
    const Friend = z.object({ id: z.string(), name: z.string() })
    const policy = definePolicy({
      name: 'friends',
      version: '1',
      categories: ['identity'],
      resources: {
        person: {
          schema: Friend.extend({ friend: Friend.optional() }),
          subject: 'id',
          fields: { id: 'key', name: 'identity', friend: { resource: 'person' } },
        },
      },
      purposes: { support: { title: 'Support', basis: 'contract', uses: ['identity'] } },
      roles: { agent: { purposes: ['support'], sees: { identity: 'clear' } } },
    })
    const friends = expectAccess(policy).as('agent').for('support').on('person')
    friends.toSee({ clear: ['name', 'friend.name'], masked: [], hidden: [] })
  })
})
