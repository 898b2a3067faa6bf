import type { Catalog } from '../catalog/catalog.js'
import type { Policy } from '../catalog/declaration.js'
import type { Basis } from '../catalog/document.js'
import type { FieldDef } from '../catalog/field.js'
import { DEFAULT_POPULATION } from '../catalog/person.js'
import { catalogOf } from '../catalog/policy.js'
import type { PurposeDef } from '../catalog/purpose.js'
import type { RecipientDef } from '../catalog/recipient.js'
import { nearest } from '../catalog/target.js'
import { type Language, toLanguage } from './notice/language.js'
import { purposeTitle, recipientTitle, usedTitles } from './notice/part.js'
import { retentionText } from './notice/period-text.js'

/** One purpose in the record of processing (GDPR 30(1)). */
export interface RopaEntry {
  readonly purpose: string
  readonly title: string
  readonly clause?: string
  readonly basis: Basis
  /** Whose data: populations. */
  readonly people: readonly string[]
  /** Titles of the classes of data, and the fields as `resource.path`. */
  readonly categories: readonly string[]
  readonly fields: readonly string[]
  /** Fields of classes with rules of their own: `special_care`, `my_number`. */
  readonly special: readonly string[]
  readonly recipients: readonly { readonly name: string; readonly kind: string; readonly country?: string }[]
  readonly transfers: readonly {
    readonly recipient: string
    readonly country: string
    readonly basis: string
    readonly reference?: string
  }[]
  readonly retention?: string
  /** Who may act for it, and what protects it. */
  readonly roles: readonly string[]
  readonly security: readonly string[]
}

/** The record of processing activities that a policy comes to. */
export interface Ropa {
  readonly controller?: {
    readonly name: string
    readonly contact: string
    readonly address?: string
    readonly representative?: string
  }
  readonly policy: { readonly name: string; readonly version: string; readonly digest: string }
  readonly entries: readonly RopaEntry[]
}

/**
 * The record of processing activities (GDPR 30; APPI guidelines on security control measures): one entry a purpose.
 *
 * @throws PurposeboundError `notice_language`
 * @example
 * ```ts
 * ropa(policy).entries[0] // { purpose: 'support', basis: 'contract', fields: ['member.name', …], recipients: […], … }
 * ropaCsv(ropa(policy, { lang: 'ja' }), { bom: true }) // for a spreadsheet
 * ```
 */
export function ropa(policy: Policy, { lang: given = 'en' }: { readonly lang?: Language } = {}): Ropa {
  const lang = toLanguage(given)
  const catalog = catalogOf(policy)
  const { controller } = catalog.document
  const { name, version, digest } = policy
  return Object.freeze({
    ...(controller && {
      controller: {
        name: controller.name,
        contact: controller.contact,
        ...(controller.address !== undefined && { address: controller.address }),
        ...(controller.representative !== undefined && { representative: controller.representative }),
      },
    }),
    policy: { name, version, digest },
    entries: [...catalog.purposes.values()].map((purpose) => entryOf(catalog, purpose, lang)),
  })
}

function entryOf(catalog: Catalog, purpose: PurposeDef, lang: Language): RopaEntry {
  const used = [...catalog.resources.values()].flatMap((resource) => {
    const fields = resource.fields.filter(
      ({ class: kind, chain }) => kind === 'personal' && nearest(chain, purpose.uses),
    )
    return fields.length === 0 ? [] : [{ resource, fields }]
  })
  const people = used.flatMap(({ resource }) =>
    resource.subject.map(({ population }) => population ?? DEFAULT_POPULATION),
  )
  // a third party without purposes of its own may get whatever people agree to
  const recipients = [...catalog.recipients.values()].filter(
    ({ purposes }) => !purposes || purposes.has(purpose.name),
  )
  const roles = [...catalog.roles].filter(([, grants]) =>
    grants.some((grant) => grant.purposes.has(purpose.name)),
  )
  const fieldsWhere = (test: (field: FieldDef) => boolean) =>
    used.flatMap(({ resource, fields }) => fields.filter(test).map(({ path }) => `${resource.name}.${path}`))
  return Object.freeze({
    purpose: purpose.name,
    title: purposeTitle(catalog, purpose.name, lang),
    ...(purpose.clause !== undefined && { clause: purpose.clause }),
    basis: purpose.basis,
    people: [...new Set(people)],
    categories: usedTitles(catalog, purpose, lang),
    fields: fieldsWhere(() => true),
    special: fieldsWhere(({ category }) => category?.class !== undefined),
    recipients: recipients.map((each) => ({
      name: recipientTitle(each, lang),
      kind: each.kind,
      ...(each.declared.country !== undefined && { country: each.declared.country }),
    })),
    transfers: recipients.flatMap((each) => transferOf(each, lang)),
    ...(purpose.retention && { retention: retentionText(purpose.retention, lang) }),
    roles: roles.map(([role]) => role),
    security: securityOf(catalog, purpose, fieldsWhere, lang),
  })
}

function transferOf(recipient: RecipientDef, lang: Language): RopaEntry['transfers'] {
  const { country, transfer } = recipient.declared
  if (!recipient.foreign || country === undefined || !transfer) return []
  const reference = transfer.reference === undefined ? {} : { reference: transfer.reference }
  return [{ recipient: recipientTitle(recipient, lang), country, basis: transfer.basis, ...reference }]
}

/** What the policy itself does to protect the data (GDPR 30(1)(g)); the rest is for the house to say. */
function securityOf(
  { prohibitions }: Catalog,
  purpose: PurposeDef,
  fieldsWhere: (test: (field: FieldDef) => boolean) => readonly string[],
  lang: Language,
): string[] {
  const t = (en: string, ja: string): string => (lang === 'ja' ? ja : en)
  const masked = fieldsWhere(
    ({ chain, ceilings }) => ceilings.length > 0 || nearest(chain, purpose.uses)?.at === 'masked',
  )
  const forbidden = prohibitions.filter(({ purposes }) => !purposes || purposes.has(purpose.name))
  return [
    t(
      'access by role, purpose and field; each access recorded',
      '役割・利用目的・項目ごとのアクセス制御と、アクセスの記録',
    ),
    ...(masked.length > 0 ? [`${t('shown masked: ', '伏せて表示：')}${masked.join(', ')}`] : []),
    ...(purpose.pseudonymous ? [t('pseudonymous', '識別子の仮名化')] : []),
    ...(purpose.needsJustification ? [t('each access says why', 'アクセスごとの理由の記載')] : []),
    ...(forbidden.length > 0
      ? [`${t('forbidden: ', '禁止：')}${forbidden.map(({ rule }) => rule.split('/').at(-1)).join(', ')}`]
      : []),
  ]
}
