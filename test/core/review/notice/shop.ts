import { z } from 'zod'
import { type Policy, type PolicyDocument, parsePolicy } from '../../../../src/index.js'
import { base, reasons } from '../diff/shop.js'

const schemas = {
  member: z.object({
    id: z.string(),
    repId: z.string(),
    name: z.string(),
    email: z.string(),
    birth: z.string(),
    card: z.string(),
    joined: z.date(),
  }),
}

const document = {
  ...base,
  controller: { ...base.controller, address: 'Tokyo', representative: 'A. Sato' },
  consent: {
    withdrawal: { en: 'Withdraw on your own page.', ja: 'マイページから撤回できます。' },
    storage: 'Japan',
    retention: 'P5Y',
  },
  categories: {
    identity: { title: { en: 'Name', ja: '氏名' } },
    contact: { title: { en: 'Contact', ja: '連絡先' } },
    birth: { title: { en: 'Date of birth', ja: '生年月日' }, mask: 'birth_date' },
    payment: { title: { en: 'Credit card', ja: 'クレジットカード情報' }, mask: 'card' },
  },
  resources: {
    member: {
      ...base.resources.member,
      fields: { ...base.resources.member.fields, card: { category: 'payment', retention: 'P90D' } },
    },
  },
  purposes: {
    ...base.purposes,
    support: { ...base.purposes.support, retention: 'P5Y' },
    billing: { ...base.purposes.billing, retention: 'P1Y6M' },
    loyalty: {
      title: { en: 'Points', ja: 'ポイントの付与' },
      basis: 'legitimate_interests',
      uses: ['identity'],
      compatibleWith: [
        {
          purpose: 'billing',
          reasons: {
            ...reasons,
            link: { en: 'Points follow payments.', ja: '支払いに応じて付与するものです。' },
          },
          effective: '2027-01-01',
        },
      ],
    },
  },
  recipients: {
    host: {
      kind: 'entrustee',
      title: { en: 'Host Inc.', ja: 'ホスト株式会社' },
      purposes: ['support'],
      certification: { name: 'Privacy Mark', expires: '2027-01-01' },
      country: 'US',
      transfer: {
        basis: 'scc',
        reference: '2021/914',
        system: { en: 'No adequacy.', ja: '包括的な法令はありません。' },
      },
    },
    partner: { kind: 'third_party', title: { en: 'Partner Ltd', ja: 'パートナー合同会社' }, of: ['contact'] },
    group: {
      kind: 'joint_user',
      title: { en: 'Group company', ja: 'グループ会社' },
      purposes: ['billing'],
      responsible: { name: 'Shop', address: 'Tokyo' },
    },
  },
}

/** A policy of which much can be said to people. */
export function shop(change: (draft: typeof document) => void = () => {}): Policy {
  const draft = structuredClone(document)
  change(draft)
  return parsePolicy(draft as unknown as PolicyDocument, { schemas })
}
