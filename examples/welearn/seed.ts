import type { Faker } from '@faker-js/faker'
import { faker as en } from '@faker-js/faker/locale/en'
import { faker as ja } from '@faker-js/faker/locale/ja'
import type { PastAgreement, RowOf } from 'purposebound'
import { FAMILY_NAMES, GIVEN_NAMES, TOWNS } from './names-ja.js'
import type { Welearn } from './policy.js'
import { REPS } from './staff.js'

export interface Seed {
  readonly member: RowOf<Welearn, 'member'>[]
  readonly inquiry: RowOf<Welearn, 'inquiry'>[]
  readonly answer: RowOf<Welearn, 'answer'>[]
  readonly visit: RowOf<Welearn, 'visit'>[]
  /** What the members said when they joined, and since. */
  readonly said: PastAgreement<Welearn>[]
}

/** The same people each time: `members` of them, every second one Japanese. */
export function makeSeed(members: number): Seed {
  ja.seed(20261101)
  en.seed(20261101)
  const member = Array.from({ length: members }, (_, index) =>
    index % 2 === 0 ? japanese(index + 1) : western(index + 1),
  )
  const someone = () => ja.helpers.arrayElement(member)
  const many = <T>(count: number, make: (id: number) => T) =>
    Array.from({ length: Math.round(members * count) }, (_, index) => make(index + 1))
  return {
    member,
    inquiry: many(0.3, (id) => {
      const { id: memberId, repId } = someone()
      // most are answered by the one who looks after the member, some by a colleague
      const assigneeId = repId !== null && ja.datatype.boolean(0.8) ? repId : ja.helpers.arrayElement(REPS)
      const topic = ja.helpers.arrayElement(['billing', 'account', 'courses', 'other'] as const)
      return { id, memberId, assigneeId, topic, body: en.hacker.phrase(), askedAt: recent(en) }
    }),
    answer: many(0.5, (id) => ({
      id,
      memberId: someone().id,
      questionnaire: ja.helpers.arrayElement(['2026-spring', '2026-autumn']),
      score: ja.number.int({ min: 1, max: 5 }),
      comment: ja.datatype.boolean(0.4) ? ja.lorem.sentence() : null,
    })),
    visit: many(2, (id) => ({
      id,
      memberId: someone().id,
      page: ja.helpers.arrayElement(['/', '/courses', '/courses/42', '/community', '/my-page']),
      ip: ja.internet.ipv4(),
      userAgent: en.internet.userAgent(),
      visitedAt: recent(ja),
    })),
    said: member.flatMap(({ id, joinedAt }) => saidBy(id, joinedAt)),
  }
}

function japanese(n: number): RowOf<Welearn, 'member'> {
  const [family, familyKana] = ja.helpers.arrayElement(FAMILY_NAMES)
  const [given, givenKana] = ja.helpers.arrayElement(GIVEN_NAMES)
  const [postcode, town] = ja.helpers.arrayElement(TOWNS)
  return {
    ...account(ja, n),
    name: `${family} ${given}`,
    kana: `${familyKana} ${givenKana}`,
    email: `${ja.internet.username().toLowerCase()}.${n}@example.jp`,
    phone: ja.helpers.fromRegExp(/0[789]0-[2-9][0-9]{3}-[0-9]{4}/),
    address: `${postcode} ${town}${ja.helpers.fromRegExp(/[1-4]-[1-9]-[1-9]/)}`,
  }
}

function western(n: number): RowOf<Welearn, 'member'> {
  const [, , town] = en.helpers.arrayElement(TOWNS)
  const abroad = en.datatype.boolean(0.3)
  const first = en.person.firstName()
  const last = en.person.lastName()
  return {
    ...account(en, n),
    name: `${first} ${last}`,
    kana: null,
    email: en.internet.email({ firstName: first, lastName: last, provider: 'example.com' }).toLowerCase(),
    phone: en.phone.number({ style: 'international' }),
    address: abroad
      ? `${en.location.streetAddress()}, ${en.location.city()}, ${en.location.state({ abbreviated: true })}`
      : `${en.helpers.fromRegExp(/[1-4]-[1-9]-[1-9]/)} ${town}, Japan`,
  }
}

function account(faker: Faker, n: number) {
  const pays = faker.datatype.boolean(0.7)
  return {
    id: `m-${n}`,
    repId: faker.datatype.boolean(0.9) ? faker.helpers.arrayElement(REPS) : null,
    birthDate: faker.datatype.boolean(0.95) ? faker.date.birthdate(BORN) : null,
    cardNumber: pays ? faker.finance.creditCardNumber({ issuer: 'visa' }).replaceAll('-', '') : null,
    cardSecurityCode: pays ? faker.finance.creditCardCVV() : null,
    lastLoginIp: faker.datatype.boolean(0.8) ? faker.internet.ipv4() : faker.internet.ipv6(),
    plan: pays ? faker.helpers.arrayElement(['standard', 'premium'] as const) : ('free' as const),
    joinedAt: faker.date.between({ from: '2022-04-01T00:00:00Z', to: '2025-12-31T00:00:00Z' }),
  }
}

function saidBy(subject: string, at: Date): PastAgreement<Welearn>[] {
  const marketing = { action: 'give', subject, purposes: ['marketing'], at, method: 'form' } as const
  const mail = { ...marketing, purposes: ['direct_mail'] } as const
  const later = new Date(at.getTime() + 90 * 86_400_000)
  return ja.helpers.weightedArrayElement<PastAgreement<Welearn>[]>([
    { weight: 30, value: [marketing] },
    { weight: 15, value: [mail] },
    // before the second edition of direct mail
    { weight: 10, value: [{ ...mail, terms: 1 }] },
    { weight: 10, value: [{ ...marketing, expiresAt: '2026-04-01T00:00:00Z' }] },
    { weight: 10, value: [marketing, { ...mail, action: 'withdraw', at: later }] },
    { weight: 5, value: [{ ...marketing, action: 'refuse' }] },
    { weight: 2, value: [{ ...marketing, purposes: ['usage_analysis'], action: 'object', at: later }] },
    // has said nothing: no consent (article 2: never deemed)
    { weight: 18, value: [] },
  ])
}

const BORN = { mode: 'age', min: 16, max: 80, refDate: '2026-11-01T00:00:00Z' } as const
const recent = (faker: Faker) => faker.date.recent({ days: 60, refDate: '2026-11-20T00:00:00Z' })
