/**
 * What a reason comes down to: nothing permits it (yet); something or somebody says no; or the request, the row or the
 * set-up is wrong, or a service failed.
 */
export type ReasonFamily = 'not_permitted' | 'forbidden' | 'unconfigured'

const N = 'not_permitted'
const F = 'forbidden'
const U = 'unconfigured'
/** Reasons for a denial or a withheld field: code -> [layer, family, en, ja]. Order inside a layer breaks ties. */
const REASON_TABLE = {
  input_invalid: [0, U, 'the request is malformed', '要求の形式が正しくありません'],
  actor_unresolved: [0, U, 'it is not known who is asking', '誰が要求しているのか確認できません'],
  no_context: [0, U, 'no access context is at hand', 'アクセスの文脈がありません'],
  resource_unknown: [0, U, 'the policy knows no such resource', 'ポリシーにないリソースです'],
  row_invalid: [0, U, 'the row does not match its schema', '行がスキーマに合いません'],
  subject_missing: [0, U, 'the row does not say whose data it is', '誰のデータか行からわかりません'],
  evaluation_error: [0, U, 'the decision could not be evaluated', '判定を評価できませんでした'],
  purpose_missing: [1, U, 'no purpose was declared', '利用目的が示されていません'],
  purpose_unknown: [1, U, 'the policy knows no such purpose', 'ポリシーにない利用目的です'],
  purpose_not_allowed_here: [
    1,
    N,
    'the purpose is not allowed at this place',
    'この場所では認められない利用目的です',
  ],
  justification_required: [
    1,
    N,
    'the purpose requires a justification',
    'この利用目的には理由の記載が必要です',
  ],
  tenant_mismatch: [2, F, 'the row belongs to another tenant', '別のテナントのデータです'],
  role_not_permitted: [3, N, 'no role of the actor permits this', '操作者のロールでは認められません'],
  role_expired: [3, N, 'the grant has expired', 'ロールの権限の期限が切れています'],
  prohibited: [4, F, 'a prohibition forbids this', '禁止事項に当たります'],
  consent_missing: [5, N, 'the person has not consented', '本人の同意がありません'],
  consent_refused: [5, F, 'the person refused consent', '本人が同意を拒否しています'],
  consent_withdrawn: [5, F, 'the person withdrew consent', '本人が同意を撤回しています'],
  consent_expired: [5, N, 'the consent has expired', '同意の有効期限が切れています'],
  consent_outdated: [5, N, 'the consent was given to earlier terms', '以前の条件に対する同意です'],
  consent_predates_purpose: [5, N, 'the consent is older than the purpose', '利用目的が加わる前の同意です'],
  consent_unavailable: [5, U, 'the state of consent could not be read', '同意の状態を確認できません'],
  not_announced: [
    5,
    N,
    'the change of purpose is not announced and in effect',
    '利用目的の変更が公表又は通知されていないか、効力が生じていません',
  ],
  objected: [5, F, 'the person objected', '本人が異議を申し立てています'],
  restricted: [5, F, 'the person restricted the use', '本人が利用の制限を求めています'],
  exception_not_listed: [
    5,
    N,
    'the purpose does not list this exception',
    'この例外は利用目的に定められていません',
  ],
  exception_expired: [5, N, 'the exception has ended', '例外の期限が切れています'],
  exception_unapproved: [5, N, 'nobody else has approved the exception', '例外を他の者が承認していません'],
  right_not_given: [5, N, 'the basis gives no such right', 'この法的根拠では認められない請求です'],
  retention_expired: [6, F, 'the period of retention is over', '保存期間が過ぎています'],
  retention_unknown: [
    6,
    U,
    'when the period of retention began is not known',
    '保存期間の起算日がわかりません',
  ],
  held: [6, F, 'a legal hold keeps it from being erased', '法的な保全のため消去できません'],
  condition_not_met: [7, N, 'the grant does not reach this row', '権限がこの行に及びません'],
  recipient_unknown: [8, U, 'the policy knows no such recipient', 'ポリシーにない提供先です'],
  recipient_not_consented: [
    8,
    N,
    'the person has not consented to this recipient',
    'この提供先への提供に本人の同意がありません',
  ],
  recipient_not_certified: [
    8,
    N,
    'the certification or the review of the recipient is out of date',
    '提供先の認証又は見直しの期限が切れています',
  ],
  recipient_outside_instructions: [
    8,
    N,
    'the recipient is not to have this',
    '提供先に認められた範囲に含まれません',
  ],
  transfer_without_basis: [8, N, 'nothing lets it go to that country', '外国への移転の根拠がありません'],
  pseudonymous: [
    8,
    F,
    'pseudonymised data is never brought back to a person',
    '仮名加工情報を用いて本人を識別し、又は本人に連絡することはできません',
  ],
  message_undeclared: [8, N, 'the purpose sends no messages', 'この利用目的では連絡を行いません'],
  channel_unknown: [8, U, 'no consent is asked for this channel', '同意の対象となっていない連絡手段です'],
  channel_not_consented: [
    8,
    N,
    'the person has not agreed to this channel',
    'この連絡手段に本人の同意がありません',
  ],
  messages_uncounted: [8, U, 'earlier messages could not be counted', 'これまでの送信回数を確認できません'],
  messages_exhausted: [
    8,
    N,
    'the person has had as many messages as they get',
    '送信回数の上限に達しています',
  ],
  quiet_hours: [8, N, 'nobody is disturbed at this time', '連絡を控える時間帯です'],
  not_needed: [9, N, 'the purpose does not use this field', 'この利用目的では使わない項目です'],
  purpose_masked: [9, N, 'the purpose uses this field masked', 'この利用目的では伏せて使う項目です'],
  role_hidden: [10, N, 'no grant shows this field', '権限では表示されない項目です'],
  role_masked: [10, N, 'the grant shows this field masked', '権限では伏せて表示する項目です'],
  ceiling_hidden: [10, F, 'the field is never shown', '表示しない項目です'],
  ceiling_masked: [10, F, 'the field is never shown in clear', '必ず伏せて表示する項目です'],
  nothing_visible: [
    11,
    N,
    'nothing personal of the row would be visible',
    '表示できる個人データの項目がありません',
  ],
  audit_unavailable: [12, U, 'the access could not be recorded', 'アクセスを記録できませんでした'],
} as const satisfies Record<string, readonly [layer: number, family: ReasonFamily, en: string, ja: string]>

/** Why an access is denied or a field withheld. A closed union: `docs/errors.md` lists each one. */
export type Reason = keyof typeof REASON_TABLE

/** Every reason with its layer, its family and its text in English and Japanese. */
export const REASONS: {
  readonly [R in Reason]: {
    readonly layer: number
    readonly order: number
    readonly family: ReasonFamily
    readonly en: string
    readonly ja: string
  }
} = Object.freeze(
  Object.fromEntries(
    Object.entries(REASON_TABLE).map(([code, [layer, family, en, ja]], order) => [
      code,
      Object.freeze({ layer, order, family, en, ja }),
    ]),
  ),
) as never
