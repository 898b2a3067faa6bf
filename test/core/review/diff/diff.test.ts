import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { diffPolicies, type Policy, type PolicyDocument, parsePolicy } from '../../../../src/index.js'
import { base, reasons } from './shop.js'

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
type Part = { readonly [key: string]: unknown }

function policy(change: (document: Draft) => void = () => {}): Policy {
  const draft = structuredClone(base) as unknown as Draft
  change(draft)
  return parsePolicy(draft as unknown as PolicyDocument, { schemas })
}
interface Draft {
  purposes: { [name: string]: Part & { uses: unknown[]; terms?: number } }
  roles: { [name: string]: Part & { sees: Part; purposes: string[] } }
  recipients: { [name: string]: Part }
  prohibitions: Part[]
  resources: { member: { fields: Part; subject: unknown } }
}

/** What the change comes to, purpose by purpose: verdict, duty, what is missing, and each sentence. */
function told(change: (document: Draft) => void, before: (document: Draft) => void = () => {}) {
  const { purposes } = diffPolicies(
    policy(before),
    policy((draft) => {
      before(draft)
      change(draft)
    }),
  )
  return purposes.map(({ purpose, verdict, duty, missing, changes }) => [
    `${purpose}: ${verdict}, ${[duty, ...missing.map(({ code }) => code)].join(', ')}`,
    ...changes.map(({ en }) => en),
  ])
}

describe('diffPolicies: what was permitted', () => {
  it('nothing that only reads otherwise is a change', () => {
    const renamed = told((draft) => {
      draft.prohibitions[0] = { ...draft.prohibitions[0], id: 'other' }
      draft.roles = Object.fromEntries(Object.entries(draft.roles).reverse())
      draft.purposes['support'] = { ...draft.purposes['support']!, terms: 1 }
    })
    expect(renamed).toEqual([])
  })

  it('a category that is used by other words is the same', () => {
    // `contact` is the e-mail address and nothing else
    expect(told(({ purposes }) => purposes['direct_mail']!.uses.splice(1, 1, 'member.email'))).toEqual([])
  })

  it('a use more on consent is new: terms must rise, or what was agreed to before counts for it', () => {
    const use = ({ purposes, roles }: Draft) => {
      purposes['direct_mail']!.uses.push('birth')
      roles['mailer']!.sees = { ...roles['mailer']!.sees, birth: 'masked' }
    }
    const sentences = ['`direct_mail`: shows `member.birth` masked (before: not at all)']
    expect(told(use)).toEqual([['direct_mail: wider_new, ask, terms_not_raised', ...sentences]])
    expect(
      told((draft) => {
        use(draft)
        draft.purposes['direct_mail']!.terms = 2
      }),
    ).toEqual([
      [
        'direct_mail: wider_new, ask',
        ...sentences,
        '`direct_mail`: whoever agreed to earlier terms is asked again',
      ],
    ])
  })

  it('a use more on a contract is new, unless it is declared to be compatible', () => {
    const use = ({ purposes, roles }: Draft) => {
      purposes['support']!.uses.push('birth')
      roles['agent']!.sees = { ...roles['agent']!.sees, birth: 'clear' }
    }
    const sentence = '`support`: shows `member.birth` clear (before: not at all)'
    expect(told(use)).toEqual([['support: wider_new, ask, basis_not_consent', sentence]])
    const declared = (terms: number) => (draft: Draft) => {
      use(draft)
      Object.assign(draft.purposes['support']!, { compatibleWith: [{ purpose: 'support', reasons }], terms })
    }
    expect(told(declared(1))[0]?.[0]).toBe('support: wider_related, announce, terms_not_raised')
    expect(told(declared(2))[0]?.[0]).toBe('support: wider_related, announce')
  })

  it('what rested on consent is related to nothing, also where the new policy no longer says so', () => {
    const freed = told(({ purposes }) => {
      Object.assign(purposes['direct_mail']!, {
        basis: 'contract',
        terms: 2,
        compatibleWith: [{ purpose: 'direct_mail', reasons }],
      })
    })
    expect(freed).toEqual([
      [
        'direct_mail: wider_new, ask, related_to_consent',
        '`direct_mail`: is permitted for a person who has said nothing',
      ],
    ])
  })

  it('a purpose that grew out of another is announced; one that did not rests on consent', () => {
    const add = (more: Part) => (draft: Draft) => {
      draft.purposes['loyalty'] = { title: 'Loyalty', basis: 'contract', uses: ['identity'], ...more }
    }
    const from = (purpose: string) => ({ compatibleWith: [{ purpose, reasons }] })
    expect(told(add({}))[0]?.[0]).toBe('loyalty: wider_new, ask, basis_not_consent')
    expect(told(add({ basis: 'consent' }))[0]?.[0]).toBe('loyalty: wider_new, ask')
    expect(told(add(from('support')))[0]?.[0]).toBe('loyalty: wider_related, announce')
    // of a purpose that nobody has heard of nothing follows
    expect(told(add(from('unheard')))[0]?.[0]).toBe('loyalty: wider_new, ask, basis_not_consent')
  })

  it('what ends is narrower: a purpose, and a role that served one', () => {
    const ended = told(({ purposes, roles }) => {
      roles['mailer']!.purposes = []
      roles['clerk']!.purposes = []
      delete purposes['billing']
    })
    expect(ended.map(([head]) => head)).toEqual([
      'direct_mail: narrower, nothing',
      'billing: narrower, nothing',
    ])
    expect(ended[0]).toContain('`direct_mail`: may read less of `member`')
    expect(ended[1]).toContain(
      '`billing`: the purpose is gone; what people said about it is kept, and permits nothing',
    )
  })

  it('another role that sees what some role saw already stays within the house', () => {
    const supervisor = told(({ roles }) => {
      roles['supervisor'] = { purposes: ['support'], sees: { identity: 'clear' } }
    })
    expect(supervisor).toEqual([
      [
        'support: wider_within, nothing',
        '`support`: `supervisor` may read `member.id`, `member.repId`, `member.name` and `member.joined`, as far as the purpose went already',
      ],
    ])
    // and of what nobody saw it does not
    const seer = told(({ roles }) => {
      roles['supervisor'] = { purposes: ['support'], sees: { payment: 'clear' } }
    })
    expect(seer[0]?.[0]).toBe('support: wider_new, ask, basis_not_consent')
  })

  it('rows that nobody saw are wider, whoever sees them', () => {
    const every = told(({ roles }) => {
      roles['clerk'] = { ...roles['clerk']!, where: { member: 'all' } }
    })
    expect(every[0]).toContain('`billing`: may read more of `member`')
    expect(every[0]?.[0]).toBe('billing: wider_new, ask, basis_not_consent')
  })

  it('a prohibition that goes is wider, one that comes is narrower', () => {
    const [gone] = told((draft) => {
      draft.prohibitions = []
      draft.purposes['direct_mail']!.uses.push('payment')
      draft.roles['mailer']!.sees = { ...draft.roles['mailer']!.sees, payment: 'masked' }
    })
    expect(gone?.[0]).toBe('direct_mail: wider_new, ask, terms_not_raised')
    const [come] = told((draft) => {
      draft.prohibitions.push({ id: 'no-mail', purposes: ['support'], of: ['contact'] })
    })
    expect(come).toEqual([
      'support: narrower, nothing',
      '`support`: no longer shows `member.email` clear (now: not at all)',
    ])
  })

  it('another family, another person, conditions too large: nothing is guessed', () => {
    const family = told(({ purposes }) => {
      purposes['news'] = { title: 'News', basis: 'consent', uses: [] }
      purposes['direct_mail'] = { ...purposes['direct_mail']!, within: ['marketing', 'news'] }
    })
    expect(family[0]).toEqual([
      'direct_mail: undetermined, review, undetermined',
      '`direct_mail`: a yes or a no to `news` covers it from now on',
    ])
    const others = told(({ resources }) => {
      resources.member.subject = 'repId'
    })
    expect(others.map(([head]) => head)).toEqual([
      'support: undetermined, review, undetermined',
      'billing: undetermined, review, undetermined',
      'direct_mail: undetermined, review, undetermined',
    ])
    const paths = ['id', 'repId', 'name', 'email', 'birth', 'card']
    const large = (from: number) => ({
      $or: paths.map((path) => ({
        $and: [
          { [path]: { $in: Array.from({ length: 9 }, (_, i) => `${path}${from + i}`) } },
          { joined: { $lt: `20${10 + from}-01-01` } },
        ],
      })),
    })
    const unknown = told(
      ({ roles }) => Object.assign(roles['clerk']!, { where: { member: large(1) } }),
      ({ roles }) => Object.assign(roles['clerk']!, { where: { member: large(2) } }),
    )
    expect(unknown[0]?.[0]).toBe('billing: undetermined, review, undetermined')
  })
})

describe('diffPolicies: how long, to whom, by which law', () => {
  const keep = (name: string, retention: unknown) => (draft: Draft) => {
    Object.assign(draft.purposes[name]!, { retention })
  }

  it.each([
    ['P1Y', 'P12M', 'same'],
    ['P1Y', 'P2Y', 'wider_new'],
    ['P2Y', 'P1Y', 'narrower'],
    ['P30D', 'P1M', 'undetermined'],
    ['P4W', 'P1M', 'wider_new'],
    ['P1M', 'P32D', 'wider_new'],
  ])('kept %s and then %s is %s', (before, after, verdict) => {
    const [found] = told(keep('support', after), keep('support', before))
    expect(found?.[0]?.split(/[:,] /)[1] ?? 'same').toBe(verdict)
  })

  it('no period is for ever, and the shorter one of a field counts', () => {
    expect(told(keep('support', 'P9Y'))[0]).toEqual([
      'support: narrower, nothing',
      '`support`: `member.name`, `member.email` and `member.card` are kept less long',
    ])
    const field = (draft: Draft) => {
      Object.assign(draft.resources.member.fields, {
        name: { category: 'identity', retention: 'P1Y' },
        email: { category: 'contact', retention: 'P1Y' },
        card: { category: 'payment', retention: 'P1Y' },
      })
    }
    // the fields end first, before and after
    const before = (draft: Draft) => {
      field(draft)
      keep('support', 'P5Y')(draft)
    }
    expect(told(keep('support', 'P9Y'), before)).toEqual([])
  })

  it('a recipient is a change of its own, and asks for what its kind asks for', () => {
    const known = { partner: { kind: 'third_party' } }
    const differ = (after: { [name: string]: Part }, before: { [name: string]: Part } = known) =>
      diffPolicies(
        policy((draft) => Object.assign(draft, { recipients: before })),
        policy((draft) => Object.assign(draft, { recipients: after })),
      ).recipients.map(({ recipient, verdict, duty, changes }) => [
        `${recipient}: ${verdict}, ${duty}`,
        ...changes.map(({ en }) => en),
      ])
    const entrustee = {
      kind: 'entrustee',
      purposes: ['support'],
      certification: { name: 'Privacy Mark', expires: '2027-01-01' },
    }
    expect(differ(known)).toEqual([])
    expect(differ({})).toEqual([['partner: narrower, nothing', 'nothing goes there any more']])
    expect(differ({ ...known, other: { kind: 'third_party' } })).toEqual([
      ['other: wider_new, ask', 'data goes to a new third party'],
    ])
    expect(differ({ ...known, host: entrustee })).toEqual([
      ['host: wider_related, announce', 'data goes to a new entrustee'],
    ])
    const host = (more: Part) => ({ host: { ...entrustee, ...more } })
    expect(
      differ(host({ certification: { name: 'Privacy Mark', expires: '2029-01-01' } }), host({})),
    ).toEqual([['host: wider_within, nothing', 'what limits it in time is renewed']])
    expect(differ(host({ purposes: ['support', 'billing'] }), host({}))).toEqual([
      ['host: wider_related, announce', 'the purposes are more'],
    ])
    expect(differ(host({ country: 'US', transfer: { basis: 'scc' } }), host({}))).toEqual([
      ['host: wider_related, announce', 'data goes to `US` on the basis `scc` (before: `at home`)'],
    ])
    expect(differ(host({ of: ['contact'] }), host({ of: ['member.email'] }))).toEqual([])
    expect(differ({ partner: { kind: 'third_party', class: 'partners' } })).toEqual([
      [
        'partner: undetermined, review',
        'whoever consented to `partners` has consented to it: judge whether they could expect that',
      ],
    ])
  })

  it('whom data must not go to: what goes is undetermined, what comes is narrower', () => {
    const recipients = { partner: { kind: 'third_party' } }
    const forbid = (draft: Draft) => {
      Object.assign(draft, { recipients })
      draft.prohibitions.push({ id: 'not-them', purposes: ['billing'], recipients: ['partner'] })
    }
    const known = (draft: Draft) => Object.assign(draft, { recipients })
    expect(told((draft) => void draft.prohibitions.pop(), forbid)[0]?.[0]).toMatch(
      /^billing: (undetermined|wider_new)/,
    )
    expect(told((draft) => forbid(draft), known)[0]?.[0]).toBe('billing: narrower, nothing')
  })

  it('says what other words there are, and judges none of them', () => {
    const { verdict, wording } = diffPolicies(
      policy(),
      policy((draft) => Object.assign(draft.purposes['support']!, { title: 'Help', clause: '9' })),
    )
    expect(verdict).toBe('same')
    expect(wording.map(({ path, ja }) => [path, ja])).toEqual([
      ['/purposes/support/title', '`support`の名称の表現が変わります'],
      ['/purposes/support/clause', '`support`の条項番号の表現が変わります'],
    ])
  })

  it('says it in Japanese, without a word of English but names', () => {
    const { purposes } = diffPolicies(
      policy(),
      policy(({ purposes, roles }) => {
        purposes['support']!.uses.push('birth')
        roles['agent']!.sees = { identity: 'masked', birth: 'clear' }
        roles['clerk']!.purposes = ['billing', 'support']
        Object.assign(purposes['billing']!, { basis: 'consent', requires: ['justification'] })
      }),
    )
    const all = purposes.flatMap(({ ja, changes, missing }) => [
      ja,
      ...changes.map((each) => each.ja),
      ...missing.map((each) => each.ja),
    ])
    expect(all.length).toBeGreaterThan(6)
    for (const text of all) expect(text.replace(/`[^`]*`|「[^」]*」|GDPR/g, '')).not.toMatch(/[A-Za-z]/)
  })
})
