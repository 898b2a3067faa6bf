import type { AuditSink, HoldStore } from 'purposebound'
import { testGate } from 'purposebound/testing'
import { aiko, me, shopWith } from '../../shop.js'

type Document = Parameters<Parameters<typeof shopWith>[0]>[0]

/** The shop with a purpose that answers what people ask for, and somebody who does. */
export function rightsPolicy(change: (document: Document) => void = () => {}) {
  return shopWith((document) => {
    const { categories, resources, purposes, roles } = document
    const all = ['identity', 'contact', 'payment', 'behaviour', 'secret']
    categories['secret'] = { class: 'card_security_code' }
    Object.assign(resources['order']!['fields'] as object, {
      'giftTo.phone': { category: 'contact', subject: { population: 'member', at: 'giftTo.personId' } },
    })
    purposes['rights'] = {
      title: { en: 'Answering requests', ja: '開示等の請求への対応' },
      basis: 'legal_obligation',
      uses: all.slice(0, 4),
      self: { may: ['read', 'audit', 'update', 'delete', 'export'], writes: ['member.name', 'contact'] },
    }
    delete purposes['audit']
    delete roles['auditor']
    roles['officer'] = {
      purposes: ['rights'],
      sees: { identity: 'clear', contact: 'clear', payment: 'masked', behaviour: 'clear' },
      may: ['read', 'audit', 'update', 'delete', 'export'],
      writes: ['member.name', 'contact'],
    }
    change(document)
  })
}

export const officer = { id: 'dpo', roles: ['officer'], tenant: 't-1' } as never
export const self = { id: 'login', kind: 'person', roles: [], subject: me, tenant: 't-1' } as never
/** Whoever bought, as a person of no tenant: orders have none. */
export const buyer = { id: 'm-1', population: 'member' } as const
export const buyerSelf = { id: 'login', kind: 'person', roles: [], subject: buyer } as never

/** A gate over tables that can be looked at, and made to fail. */
export function rightsDesk({
  change,
  audit,
  sources,
  holds,
  now,
}: {
  readonly change?: (document: Document) => void
  readonly audit?: AuditSink
  readonly sources?: object
  readonly holds?: HoldStore
  readonly now?: string
} = {}) {
  const members = new Map<string, object>([
    ['m-1', { ...aiko }],
    ['m-2', { ...aiko, id: 'm-2', name: 'Ken Ito' }],
  ])
  const orders = new Map<number, object>([
    [7, { id: 7, memberId: 'm-1', total: 120, giftTo: null }],
    [8, { id: 8, memberId: 'm-1', total: 90, giftTo: { personId: 'm-2', phone: '090-0000-0000' } }],
    [9, { id: 9, memberId: 'm-2', total: 10, giftTo: null }],
  ])
  const tables = {
    member: {
      of: ({ id }: { id: unknown }) => members.get(id as string),
      correct: ({ id }: { id: unknown }, patch: object) =>
        void members.set(id as string, { ...members.get(id as string), ...patch }),
      erase: ({ id }: { id: unknown }) => void members.delete(id as string),
    },
    order: {
      of: async ({ id }: { id: unknown }) =>
        [...orders.values()].filter((order) => (order as { memberId: unknown }).memberId === id),
      erase: async ({ id }: { id: unknown }) => {
        for (const [key, order] of orders)
          if ((order as { memberId: unknown }).memberId === id) orders.delete(key)
      },
    },
  }
  const made = testGate({
    policy: rightsPolicy(change),
    ...(audit && { audit }),
    sources: (sources ?? tables) as never,
    ...(holds && { holds }),
    ...(now !== undefined && { now }),
  })
  const about = (person: unknown = me, actor: unknown = officer, purpose = 'rights') =>
    made.gate.subject(person as never, { purpose, actor } as never)
  return { ...made, members, orders, tables, about }
}
