import { definePolicy } from 'purposebound'
import { z } from 'zod'

/** A shop that sends mail to those who want it. */
export const policy = definePolicy({
  name: 'consent-page',
  version: '2026-12-01',
  controller: {
    name: 'Shop Ltd.',
    contact: 'privacy@example.com',
    id: 'jp-0100',
    address: '1 Karasuma, Kyoto',
  },
  consent: {
    withdrawal: {
      en: 'On this page, at any time, by one button.',
      ja: 'このページのボタンで、いつでも撤回できます。',
    },
    storage: 'JP',
    retention: 'until withdrawn',
  },
  categories: ['identity', 'contact'],
  resources: {
    member: {
      schema: z.object({ id: z.string(), name: z.string(), email: z.email() }),
      subject: 'id',
      fields: { id: 'key', name: 'identity', email: 'contact' },
    },
  },
  purposes: {
    direct_mail: {
      title: { en: 'Sending you offers by mail', ja: 'ダイレクトメールの送付' },
      basis: 'consent',
      uses: ['identity', 'contact'],
      requires: ['notice'],
    },
    survey: {
      title: { en: 'Asking you what you think', ja: 'アンケートのお願い' },
      basis: 'consent',
      uses: ['contact'],
      requires: ['notice'],
    },
    support: {
      title: { en: 'Answering your questions', ja: 'お問い合わせへの対応' },
      basis: 'contract',
      uses: ['identity', 'contact'],
    },
  },
  roles: { mailer: { purposes: ['direct_mail', 'survey'], sees: { identity: 'clear', contact: 'clear' } } },
})

export type Shop = typeof policy
/** What this page asks for: the purposes that rest on consent. */
export const asked = ['direct_mail', 'survey'] as const
export type Asked = (typeof asked)[number]
