import { REASONS, type Reason } from '../errors.js'

/** One change that would have to be made, and where. */
export interface Change {
  readonly rule: string
  readonly en: string
  readonly ja: string
}

/** What a change is about, in words. */
export interface Topic {
  readonly purpose: string
  /** The field that is to be shown, where the reader does not know which. */
  readonly field?: string
  /** Whose word is asked for. */
  readonly people: 'person' | 'all' | 'concerned'
}

const PEOPLE = {
  person: { en: 'the person', ja: '本人' },
  all: { en: 'each person of the row', ja: '行に関わる本人の全員' },
  concerned: { en: 'each person concerned', ja: '関係する本人の全員' },
} as const

/** What would have to become true for a reason not to stand. */
export function changeFor(reason: Reason, rule: string, { purpose, field, people }: Topic): Change {
  const [en, ja] = words()
  return Object.freeze({ rule, en, ja })

  function words(): readonly [en: string, ja: string] {
    const p = `\`${purpose}\``
    const who = PEOPLE[people]
    const it = field === undefined ? 'it' : `\`${field}\``
    const shown = field === undefined ? '' : `\`${field}\`の`
    switch (reason) {
      case 'consent_missing':
      case 'consent_withdrawn':
      case 'consent_refused':
      case 'consent_expired':
      case 'consent_outdated':
      case 'consent_predates_purpose':
        return [`${who.en} consents to ${p}`, `${who.ja}が${p}に同意する`]
      case 'not_announced':
        return [
          `${p} is announced, and that has taken effect`,
          `${p}への変更を公表または通知し、効力発生日を迎える`,
        ]
      case 'objected':
      case 'restricted':
        return [`${who.en} lifts what they said about ${p}`, `${who.ja}が${p}への申立てを取り下げる`]
      case 'consent_unavailable':
        return ['the consent store answers again', '同意ストアが応答する']
      case 'channel_not_consented':
        return [`${who.en} agrees to the channel at ${rule}`, `${who.ja}が ${rule} の連絡手段に同意する`]
      case 'message_undeclared':
        return [`${p} says what its messages are, at ${rule}`, `${rule} に連絡の種類を書く`]
      case 'channel_unknown':
        return [`the channel is declared at ${rule}`, `${rule} に連絡手段を加える`]
      case 'messages_uncounted':
        return ['the ledger answers again', '監査記録を読み出せるようになる']
      case 'messages_exhausted':
      case 'quiet_hours':
        return [`it is sent later: ${rule}`, `時間をおいて送る：${rule}`]
      case 'role_not_permitted':
        return lacking()
      case 'role_expired':
        return [`the grant is renewed at ${rule}`, `${rule} の期限を延ばす`]
      case 'role_hidden':
      case 'role_masked':
        return field === undefined
          ? [`a grant shows it clear: ${rule}`, `${rule} で表示を認める`]
          : [`a grant shows ${it}: ${rule}`, `${rule} で${shown}表示を認める`]
      case 'condition_not_met':
        return [`the row comes to match ${rule}`, `行が ${rule} の条件に合う`]
      case 'tenant_mismatch':
        return ["an actor of the row's tenant asks", '行と同じテナントの操作者が要求する']
      case 'justification_required':
        return ['a justification is given', '理由を記載する']
      case 'purpose_not_allowed_here':
        return [`this place in the code declares ${p}`, `コードのこの場所で${p}を宣言する`]
      case 'retention_expired':
        return [`the period at ${rule} is made longer`, `${rule} の期間を延ばす`]
      case 'retention_unknown':
        return [`the row says when the period at ${rule} began`, `${rule} の期間の起算日を行に示す`]
      case 'held':
        return ['the legal hold is lifted', '法的な保全を解除する']
      case 'exception_not_listed':
        return [`${p} lists the legal item at ${rule}`, `${rule} に該当する号を加える`]
      case 'exception_expired':
        return ['the exception is declared again', '例外を改めて申告する']
      case 'exception_unapproved':
        return ['somebody else approves the exception', '他の者が例外を承認する']
      case 'not_needed':
        return [
          `${p} says that it uses ${it}, at ${rule}`,
          `${rule} に${field === undefined ? 'この項目' : it}を加える`,
        ]
      case 'prohibited':
      case 'ceiling_hidden':
      case 'ceiling_masked':
      case 'purpose_masked':
        return changed()
      case 'recipient_not_consented':
        return provided()
      case 'transfer_without_basis':
        return rule.endsWith('/basis') ? provided() : changed()
      case 'recipient_unknown':
        return ['a recipient of the policy is named', 'ポリシーにある提供先を指定する']
      case 'recipient_not_certified':
      case 'recipient_outside_instructions':
        return changed()
      case 'purpose_missing':
      case 'purpose_unknown':
        return ['a purpose of the policy is declared', 'ポリシーにある利用目的を宣言する']
      case 'resource_unknown':
        return ['a resource of the policy is named', 'ポリシーにあるリソースを指定する']
      case 'actor_unresolved':
      case 'no_context':
        return ['the request says who is asking', '操作者を明らかにする']
      case 'input_invalid':
        return ['the request has the form that is asked for', '要求を正しい形式にする']
      case 'row_invalid':
        return ['the row is given as its schema puts it out', '行をスキーマの出力どおりに渡す']
      case 'subject_missing':
        return [`the row says whose data it is: ${rule}`, `誰のデータかを行に示す：${rule}`]
      case 'evaluation_error':
        return ['what failed in the decision is mended', '判定中の障害を取り除く']
      case 'audit_unavailable':
        return ['the audit sinks acknowledge again', '監査の出力先が応答する']
      case 'pseudonymous':
      case 'right_not_given':
      case 'nothing_visible':
        return [REASONS[reason].en, REASONS[reason].ja]
      default:
        return reason satisfies never
    }
  }

  function changed(): readonly [en: string, ja: string] {
    return [`the policy is changed at ${rule}`, `ポリシーの ${rule} を改める`]
  }

  /** That people agree to a recipient. */
  function provided(): readonly [en: string, ja: string] {
    const to = `\`${recipientIn(rule)}\``
    const { en, ja } = PEOPLE[people]
    return [
      `${en} consents to \`${purpose}\` with ${to} among the recipients`,
      `${ja}が${to}への提供を含めて\`${purpose}\`に同意する`,
    ]
  }

  /** What a grant that is there lacks, or that there is none. */
  function lacking(): readonly [en: string, ja: string] {
    switch (/\/(purposes|may|where\/[^/]+)$/.exec(rule)?.[1]?.split('/')[0]) {
      case 'purposes':
        return [`a grant names \`${purpose}\` at ${rule}`, `${rule} に\`${purpose}\`を加える`]
      case 'may':
        return [`a grant allows the action at ${rule}`, `${rule} に操作を加える`]
      case 'where':
        return [`a grant says which rows it reaches at ${rule}`, `${rule} に及ぶ行を書く`]
      default:
        return [`a grant is written at ${rule}`, `${rule} に権限を加える`]
    }
  }
}

/** The recipient in whose declaration a rule stands. */
export function recipientIn(rule: string): string {
  return /^\/recipients\/([^/]+)/.exec(rule)?.[1] ?? ''
}

/** That whoever acts is given a role. */
export function roleGiven(role: string, several: boolean): Change {
  return Object.freeze({
    rule: `/roles/${role}`,
    en: `${several ? 'each actor' : 'the actor'} is given the role \`${role}\``,
    ja: `${several ? '各操作者' : '操作者'}にロール\`${role}\`を与える`,
  })
}
