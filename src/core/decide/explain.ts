import { REASONS, type Reason } from '../errors.js'
import type { Decision } from './decision.js'
import type { Ask } from './question.js'

/** One change that would have to be made, and where. */
export interface Change {
  readonly rule: string
  readonly en: string
  readonly ja: string
}

/** A decision in words: why, and the smallest set of changes that would permit what it denies. */
export interface Explanation {
  readonly decision: Decision
  readonly en: string
  readonly ja: string
  /** All of them are needed, and no other. Empty for a permit; `fields` says the same of each field that is not clear. */
  readonly changes: readonly Change[]
  readonly fields: {
    readonly [path: string]: { readonly en: string; readonly ja: string; readonly changes: readonly Change[] }
  }
}

interface Because {
  readonly reason?: Reason
  readonly rule?: string
  readonly also?: readonly { readonly reason: Reason; readonly rule: string }[]
}

/** Puts a decision into words; only formats what the decision says. */
export function explain(
  decision: Decision,
  about: { readonly ask?: Ask; readonly purpose?: string },
): Explanation {
  const purpose = about.ask?.purpose.name ?? about.purpose ?? ''
  const denied = decision.effect === 'deny'
  const fields = Object.fromEntries(
    Object.entries(decision.fields)
      .filter(([, field]) => field.outcome !== 'clear')
      .map(([path, field]) => [
        path,
        Object.freeze({ ...sentence(field, path), changes: changesOf(field, purpose, about.ask) }),
      ]),
  )
  const { en, ja } = denied ? sentence(decision, purpose) : PERMITTED
  return Object.freeze({
    decision,
    en,
    ja,
    changes: denied ? changesOf(decision, purpose, about.ask) : Object.freeze([]),
    fields: Object.freeze(fields),
  })
}

const PERMITTED = { en: 'permitted', ja: '認められます' }

function sentence({ reason = 'evaluation_error', rule = '' }: Because, what: string) {
  const { en, ja } = REASONS[reason]
  const at = rule === '' ? '' : ` (${rule})`
  return { en: `\`${what}\`: ${en}${at}`, ja: `\`${what}\`：${ja}${at}` }
}

/** One change for each reason; of grants that each would do, the first alone. */
function changesOf(
  { reason, rule = '', also = [] }: Because,
  purpose: string,
  ask: Ask | undefined,
): readonly Change[] {
  if (!reason) return []
  const changes = new Map<string, Change>()
  for (const each of [{ reason, rule }, ...also]) {
    const kind = ALTERNATIVES.includes(each.reason) ? each.reason : `${each.reason} ${each.rule}`
    if (!changes.has(kind))
      changes.set(
        kind,
        Object.freeze({ rule: each.rule, ...changeFor(each.reason, each.rule, purpose, ask) }),
      )
  }
  return Object.freeze([...changes.values()])
}

/** Reasons of which one rule changed is enough, since grants join. */
const ALTERNATIVES: readonly Reason[] = [
  'role_not_permitted',
  'role_expired',
  'condition_not_met',
  'role_hidden',
  'role_masked',
]

function changeFor(
  reason: Reason,
  rule: string,
  purpose: string,
  ask: Ask | undefined,
): { en: string; ja: string } {
  const p = `\`${purpose}\``
  switch (reason) {
    case 'consent_missing':
    case 'consent_withdrawn':
    case 'consent_refused':
    case 'consent_expired':
    case 'consent_outdated':
    case 'consent_predates_purpose':
      return { en: `the person consents to ${p}`, ja: `本人が${p}に同意する` }
    case 'consent_unavailable':
      return { en: 'the consent store answers again', ja: '同意ストアが応答する' }
    case 'objected':
    case 'restricted':
      return { en: `the person lifts what they said about ${p}`, ja: `本人が${p}への申立てを取り下げる` }
    case 'role_not_permitted':
      return grantFor(purpose, ask, rule)
    case 'role_expired':
      return { en: `the grant is renewed at ${rule}`, ja: `${rule} の期限を延ばす` }
    case 'role_hidden':
    case 'role_masked':
      return { en: `a grant shows it clear: ${rule}`, ja: `${rule} で表示を認める` }
    case 'condition_not_met':
      return { en: `the row comes to match ${rule}`, ja: `行が ${rule} の条件に合う` }
    case 'tenant_mismatch':
      return { en: "an actor of the row's tenant asks", ja: '行と同じテナントの操作者が要求する' }
    case 'justification_required':
      return { en: 'a justification is given', ja: '理由を記載する' }
    case 'purpose_not_allowed_here':
      return { en: `this place in the code declares ${p}`, ja: `この場所に${p}を宣言する` }
    case 'not_needed':
      return { en: `${p} says that it uses it, at ${rule}`, ja: `${rule} に利用する項目として加える` }
    case 'prohibited':
    case 'ceiling_hidden':
    case 'ceiling_masked':
    case 'purpose_masked':
      return { en: `the policy is changed at ${rule}`, ja: `ポリシーの ${rule} を改める` }
    case 'purpose_missing':
    case 'purpose_unknown':
      return { en: 'a purpose of the policy is declared', ja: 'ポリシーにある利用目的を宣言する' }
    case 'actor_unresolved':
    case 'no_context':
      return { en: 'the request says who is asking', ja: '操作者を明らかにする' }
    case 'row_invalid':
    case 'subject_missing':
    case 'input_invalid':
    case 'resource_unknown':
    case 'evaluation_error':
    case 'audit_unavailable':
    case 'nothing_visible':
      return { en: `this is mended: ${REASONS[reason].en}`, ja: `次を改める：${REASONS[reason].ja}` }
    default:
      return reason satisfies never
  }
}

/** The smallest step to a grant: a role that has one already, else a line in the policy. */
function grantFor(purpose: string, ask: Ask | undefined, rule: string): { en: string; ja: string } {
  const role = [...(ask?.catalog.roles ?? [])].find(([, grants]) =>
    grants.some(
      (grant) =>
        grant.purposes.has(purpose) &&
        ask &&
        grant.may.has(ask.action) &&
        (!grant.where || grant.where.has(ask.resource.name)),
    ),
  )?.[0]
  if (role !== undefined)
    return { en: `the actor is given the role \`${role}\``, ja: `操作者にロール\`${role}\`を与える` }
  return { en: `a grant is written at ${rule}`, ja: `${rule} に権限を加える` }
}
