import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { lint, parsePolicy } from '../../../src/index.js'

const schemas = {
  member: z.object({ id: z.string(), name: z.string(), email: z.string(), card: z.string() }),
}
const whole = {
  name: 'club',
  version: '1',
  categories: { identity: {}, contact: {}, payment: {} },
  resources: {
    member: {
      subject: 'id',
      fields: { id: 'key', name: 'identity', email: 'contact', card: { category: 'payment', mask: 'card' } },
    },
  },
  purposes: { support: { title: 'Support', basis: 'contract', uses: ['identity', 'contact', 'payment'] } },
  roles: {
    agent: { purposes: ['support'], sees: { identity: 'clear', contact: 'clear', payment: 'masked' } },
  },
}

describe('lint', () => {
  it.each<[code: string, change: object, path: string]>([
    [
      'purpose_served_by_nobody',
      { purposes: { ...whole.purposes, mail: { title: 'Mail', basis: 'consent', uses: ['contact'] } } },
      '/purposes/mail',
    ],
    ['category_unused', { categories: { ...whole.categories, health: {} } }, '/categories/health'],
    ['category_unused', { categories: ['identity', 'contact', 'payment', 'health'] }, '/categories/3'],
    [
      'field_unused',
      { purposes: { support: { title: 'Support', basis: 'contract', uses: ['identity', 'contact'] } } },
      '/resources/member/fields/card',
    ],
    [
      'grant_without_effect',
      { roles: { ...whole.roles, idle: { purposes: ['support'], sees: { payment: 'hidden' } } } },
      '/roles/idle',
    ],
    ['grant_without_effect', { prohibitions: [{ id: 'all' }] }, '/roles/agent'],
    [
      'condition_never_met',
      { roles: { agent: { ...whole.roles.agent, where: { member: { name: { $eq: 'a', $ne: 'a' } } } } } },
      '/roles/agent/where/member',
    ],
    [
      'mask_hides_little',
      { purposes: { support: { ...whole.purposes.support, masks: { contact: { op: 'mask', first: 6 } } } } },
      '/purposes/support/masks/contact',
    ],
    [
      'mask_hides_little',
      { categories: { ...whole.categories, contact: { mask: { op: 'mask', last: 5 } } } },
      '/categories/contact/mask',
    ],
    [
      'mask_hides_little',
      {
        resources: {
          member: {
            ...whole.resources.member,
            fields: {
              ...whole.resources.member.fields,
              card: { category: 'payment', mask: { op: 'card', bin: true } },
            },
          },
        },
      },
      '/resources/member/fields/card/mask',
    ],
    [
      'role_sees_everything',
      {
        roles: {
          boss: { purposes: ['support'], sees: { identity: 'clear', contact: 'clear', payment: 'clear' } },
        },
      },
      '/roles/boss',
    ],
    ['no_retention', {}, '/purposes'],
  ])('%s', (code, change, path) => {
    const found = lint(parsePolicy({ ...whole, ...change }, { schemas }))
    const odd = found.filter((each) => each.code === code)
    expect(odd.map((each) => each.path)).toEqual([path])
    expect(odd[0]!.reason).not.toBe('')
  })

  it('finds nothing but retention odd about a sound policy', () => {
    expect(lint(parsePolicy(whole, { schemas })).map(({ code }) => code)).toEqual(['no_retention'])
  })

  it('counts a field that is never shown clear where it is shown masked', () => {
    const fields = { ...whole.resources.member.fields, card: { category: 'payment', ceiling: 'masked' } }
    const resources = { member: { ...whole.resources.member, fields } }
    const bossy = (payment: string) => {
      const roles = {
        boss: { purposes: ['support'], sees: { identity: 'clear', contact: 'clear', payment } },
      }
      return lint(parsePolicy({ ...whole, resources, roles }, { schemas })).map(({ code }) => code)
    }
    expect(bossy('masked')).toContain('role_sees_everything')
    expect(bossy('hidden')).not.toContain('role_sees_everything')
  })

  it('does not call a role all-seeing that is bound to rows, or to a mask', () => {
    const sees = { identity: 'clear', contact: 'clear', payment: 'clear' }
    for (const grant of [{ where: { member: { name: 'a' } } }, { sees: { ...sees, contact: 'masked' } }]) {
      const roles = { boss: { purposes: ['support'], sees, ...grant } }
      const codes = lint(parsePolicy({ ...whole, roles }, { schemas })).map(({ code }) => code)
      expect(codes).not.toContain('role_sees_everything')
    }
  })
})
