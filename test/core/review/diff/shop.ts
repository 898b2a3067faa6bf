/** The five reasons of GDPR 6(4). */
export const reasons = { link: 'a', context: 'b', nature: 'c', consequences: 'd', safeguards: 'e' }

/** A small shop, to be changed. */
export const base = {
  name: 'shop',
  version: '1',
  controller: { name: 'Shop', contact: 'privacy@example.com', country: 'JP' },
  categories: { identity: {}, contact: {}, birth: { mask: 'birth_date' }, payment: { mask: 'card' } },
  resources: {
    member: {
      subject: 'id',
      collectedAt: 'joined',
      fields: {
        id: 'key',
        repId: 'key',
        name: 'identity',
        email: 'contact',
        birth: 'birth',
        card: 'payment',
        joined: 'nonpersonal',
      },
    },
  },
  purposes: {
    support: {
      title: { en: 'Answering inquiries', ja: 'お問い合わせへの対応' },
      clause: '5(2)',
      basis: 'contract',
      uses: ['identity', 'contact', { of: 'payment', at: 'clear' }],
    },
    billing: { title: { en: 'Billing', ja: '料金の請求' }, basis: 'contract', uses: ['identity', 'payment'] },
    marketing: { title: { en: 'Marketing', ja: 'マーケティング' }, basis: 'consent', uses: [] },
    direct_mail: {
      title: { en: 'Direct mail', ja: 'ダイレクトメールの送付' },
      basis: 'consent',
      within: ['marketing'],
      uses: ['identity', 'contact'],
    },
  },
  roles: {
    agent: {
      purposes: ['support'],
      sees: { identity: 'clear', contact: 'clear', payment: 'masked' },
      where: { member: { repId: { $actor: 'id' } } },
    },
    clerk: {
      purposes: ['billing'],
      sees: { identity: 'clear', payment: 'clear' },
      where: { member: { name: { $ne: 'x' } } },
    },
    mailer: { purposes: ['direct_mail'], sees: { identity: 'clear', contact: 'clear' } },
  },
  prohibitions: [{ id: 'no-cards-for-marketing', purposes: ['marketing'], of: ['payment'] }],
}
