import { definePolicy } from 'purposebound'
import { Answer, Inquiry, Member, Visit } from './schemas.js'

/**
 * The privacy policy of WeLearn Co., Ltd. The comments name its articles, `clause` the nine purposes of use of its
 * article 5.
 */
export const policy = definePolicy({
  name: 'welearn',
  version: '2026-11-01',
  // article 12
  controller: { name: 'WeLearn Co., Ltd.', contact: 'WeLearn Community Customer Support', country: 'JP' },

  // article 5, acquisition: the classes of data, each with the form in which it is shown masked
  categories: {
    identity: { title: { en: 'Name', ja: '氏名' }, mask: 'name' },
    birth: { title: { en: 'Date of birth', ja: '生年月日' }, mask: 'birth_date' },
    contact: { title: { en: 'Contact', ja: '連絡先' } },
    email: { within: 'contact', mask: 'email' },
    phone: { within: 'contact', mask: 'phone' },
    postal: { within: 'contact', mask: { op: 'address', to: 'prefecture' } },
    payment: { title: { en: 'Credit card', ja: 'クレジットカード' } },
    card: { within: 'payment', mask: 'card' },
    card_security: { within: 'payment', class: 'card_security_code' },
    voice: { title: { en: 'Inquiries and answers', ja: 'お問い合わせ・ご回答' } },
    usage: { title: { en: 'Use of the service', ja: '利用状況' } },
    network: { within: 'usage', mask: 'ip' },
  },

  resources: {
    member: {
      schema: Member,
      subject: 'id',
      fields: {
        id: 'key',
        repId: 'key',
        name: 'identity',
        kana: 'identity',
        email: 'email',
        phone: 'phone',
        address: 'postal',
        birthDate: 'birth',
        cardNumber: { category: 'card', ceiling: 'masked' },
        cardSecurityCode: 'card_security',
        lastLoginIp: 'network',
        plan: 'usage',
        joinedAt: 'usage',
      },
    },
    inquiry: {
      schema: Inquiry,
      subject: 'memberId',
      fields: {
        id: 'key',
        memberId: 'key',
        assigneeId: 'key',
        topic: 'voice',
        body: 'voice',
        askedAt: 'nonpersonal',
        member: { resource: 'member' },
      },
    },
    answer: {
      schema: Answer,
      subject: 'memberId',
      fields: { id: 'key', memberId: 'key', questionnaire: 'nonpersonal', score: 'voice', comment: 'voice' },
    },
    visit: {
      schema: Visit,
      subject: 'memberId',
      fields: {
        id: 'key',
        memberId: 'key',
        page: 'usage',
        ip: 'network',
        userAgent: 'usage',
        visitedAt: 'usage',
      },
    },
  },

  purposes: {
    identity_verification: {
      title: { en: 'Identity verification and authentication', ja: '本人確認・認証' },
      clause: '5(1)',
      basis: 'contract',
      uses: ['identity', 'birth', 'contact', 'network', { of: 'card', at: 'masked' }],
    },
    support: {
      title: { en: 'Answering inquiries', ja: 'お問い合わせへの対応' },
      clause: '5(2)',
      basis: 'contract',
      uses: ['identity', 'contact', 'card', 'voice', 'member.plan', 'member.joinedAt'],
      // article 5, rights: members see their own data and put it right
      self: { may: ['read', 'update'], writes: ['identity', 'contact'] },
    },
    service_notice: {
      title: { en: 'Notices needed to run the service', ja: '運営上必要な事項のお知らせ' },
      clause: '5(2)',
      basis: 'contract',
      uses: ['member.name', 'email'],
    },
    maintenance: {
      title: { en: 'Maintenance and troubleshooting', ja: 'システムの保守・障害対応' },
      clause: '5(3)',
      basis: 'legitimate_interests',
      requires: ['justification'],
      uses: [
        { of: 'identity', at: 'masked' },
        { of: 'contact', at: 'masked' },
        { of: 'network', at: 'masked' },
        'usage',
      ],
    },
    improvement: {
      title: { en: 'Improving the service and its quality', ja: 'サービスの改善・品質向上' },
      clause: '5(4)',
      basis: 'legitimate_interests',
      pseudonymous: true,
      uses: ['voice', 'usage', { of: 'network', at: 'masked' }],
    },
    questionnaire: {
      title: { en: 'Questionnaires', ja: 'アンケートの実施' },
      clause: '5(5)',
      basis: 'consent',
      uses: ['member.name', 'email', 'voice'],
    },

    // a family: consented to and forbidden as one; it shows nothing itself (article 10: only with prior consent)
    marketing: { title: { en: 'Marketing', ja: 'マーケティング' }, basis: 'consent', uses: [] },
    direct_mail: {
      title: { en: 'Direct mail', ja: 'ダイレクトメールの送付' },
      clause: '5(6)',
      basis: 'consent',
      within: ['marketing'],
      // article 6: the mail of partners came in with the second edition, so everybody was asked again
      terms: 2,
      uses: ['member.name', 'email', 'postal'],
    },
    market_research: {
      title: { en: 'Research and analysis of marketing data', ja: 'マーケティングデータの調査・分析' },
      clause: '5(7)',
      basis: 'consent',
      within: ['marketing'],
      pseudonymous: true,
      uses: ['member.plan', 'member.joinedAt', { of: 'birth', at: 'masked' }, { of: 'postal', at: 'masked' }],
    },

    usage_analysis: {
      title: { en: 'Analysis of access and usage', ja: 'アクセス・利用状況の分析' },
      clause: '5(8)',
      basis: 'legitimate_interests',
      pseudonymous: true,
      uses: ['usage', { of: 'network', at: 'masked' }],
    },
    answer_review: {
      title: { en: 'Reviewing how inquiries were answered', ja: 'お問い合わせ対応の品質確認' },
      clause: '5(9)',
      basis: 'legitimate_interests',
      // no more than what it is incidental to
      incidental: true,
      within: ['support'],
      pseudonymous: true,
      uses: ['voice'],
    },
  },

  // article 11: who is in charge, and of which data
  roles: {
    verifier: {
      purposes: ['identity_verification'],
      sees: { identity: 'clear', birth: 'clear', contact: 'clear', card: 'masked', network: 'clear' },
    },
    agent: {
      purposes: ['support'],
      sees: { identity: 'clear', contact: 'clear', card: 'masked', voice: 'clear', usage: 'clear' },
      // only the members they look after, and the inquiries they answer
      where: { member: { repId: { $actor: 'id' } }, inquiry: { assigneeId: { $actor: 'id' } } },
      may: ['read', 'update'],
      writes: ['contact'],
    },
    notifier: { purposes: ['service_notice'], sees: { identity: 'clear', email: 'clear' } },
    marketer: {
      purposes: ['direct_mail', 'questionnaire'],
      sees: { identity: 'clear', email: 'clear', postal: 'clear' },
    },
    analyst: {
      purposes: ['market_research', 'usage_analysis', 'improvement'],
      sees: { usage: 'clear', network: 'masked', birth: 'masked', postal: 'masked', voice: 'clear' },
    },
    maintainer: {
      purposes: ['maintenance'],
      sees: { identity: 'masked', contact: 'masked', network: 'masked', usage: 'clear' },
    },
    reviewer: { purposes: ['answer_review'], sees: { voice: 'clear' } },
  },

  // article 7: who works for us is certified, and on instructions
  recipients: {
    hosting: {
      kind: 'entrustee',
      title: { en: 'A company that runs our servers', ja: 'サーバーの運用を委託する事業者' },
      class: 'entrustees',
      country: 'JP',
      certification: { name: 'Privacy Mark', expires: '2028-03-31' },
      purposes: [
        'identity_verification',
        'support',
        'service_notice',
        'maintenance',
        'questionnaire',
        'direct_mail',
      ],
      review: '2027-11-01',
    },
    mail_delivery: {
      kind: 'entrustee',
      title: { en: 'A company that delivers our mail', ja: 'メール配信を委託する事業者' },
      class: 'entrustees',
      country: 'JP',
      certification: { name: 'ISO/IEC 27701', expires: '2028-03-31' },
      purposes: ['service_notice', 'questionnaire', 'direct_mail'],
      of: ['identity', 'contact'],
      review: '2027-11-01',
    },
  },

  prohibitions: [
    { id: 'no-cards-for-marketing', purposes: ['marketing'], of: ['payment'] },
    {
      id: 'no-cards-for-analytics',
      purposes: ['improvement', 'market_research', 'usage_analysis'],
      of: ['payment'],
    },
    {
      id: 'no-names-for-analytics',
      purposes: ['improvement', 'market_research', 'usage_analysis'],
      of: ['identity', 'email', 'phone'],
    },
  ],
})

export type Welearn = typeof policy
