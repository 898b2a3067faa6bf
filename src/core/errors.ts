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
  objected: [5, F, 'the person objected', '本人が異議を申し立てています'],
  restricted: [5, F, 'the person restricted the use', '本人が利用の制限を求めています'],
  condition_not_met: [7, N, 'the grant does not reach this row', '権限がこの行に及びません'],
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

const ERROR_TABLE = {
  access_denied: ['access denied', 'アクセスは認められません'],
  policy_invalid: ['the policy is invalid', 'ポリシーに誤りがあります'],
  config_invalid: ['the configuration is invalid', '設定に誤りがあります'],
  input_invalid: ['the input is invalid', '入力に誤りがあります'],
  gate_closed: ['the gate is closed', 'ゲートは閉じています'],
  evidence_missing: ['the consent lacks what its purpose asks for', '同意に必要な証跡が足りません'],
  receipt_incomplete: ['the receipt lacks a mandatory field', '同意の受領書に必須の項目が足りません'],
  store_read_only: ['the consent store is read-only', '同意ストアは読み取り専用です'],
  store_failed: ['the consent store failed', '同意ストアでエラーが起きました'],
  sink_failed: ['the audit sink failed', '監査の出力先でエラーが起きました'],
  log_invalid: ['the audit log is invalid', '監査ログに誤りがあります'],
  spool_locked: ['another writer has the audit log', '監査ログは別の書き手が使用中です'],
  unprojected_body: ['the response holds what is no view', '応答にビューでないものが含まれています'],
} as const satisfies Record<string, readonly [en: string, ja: string]>

/** What went wrong, for programs: `error.code`. `docs/errors.md` lists each one. */
export type ErrorCode = keyof typeof ERROR_TABLE

/** Every error code with its text in English and Japanese. */
export const ERRORS: { readonly [C in ErrorCode]: { readonly en: string; readonly ja: string } } =
  Object.freeze(
    Object.fromEntries(
      Object.entries(ERROR_TABLE).map(([code, [en, ja]]) => [code, Object.freeze({ en, ja })]),
    ),
  ) as never

const BRAND = Symbol.for('purposebound/error/1')

/** The base of every error thrown here. Recognise it by `isPurposeboundError`, never by `instanceof`. */
export class PurposeboundError extends Error {
  override readonly name: string = 'PurposeboundError'
  readonly code: ErrorCode

  /** `detail` names codes, paths and names of the policy, never a data value. */
  constructor(code: ErrorCode, detail?: string) {
    super(detail === undefined ? ERRORS[code].en : `${ERRORS[code].en}: ${detail}`)
    this.code = code
    Object.defineProperty(this, BRAND, { value: true })
  }
}

/** One thing wrong with a policy: where, what, and the closest name that exists. */
export interface PolicyIssue {
  /** RFC 6901 pointer into the document. */
  readonly path: string
  readonly message: string
  readonly suggestion?: string
}

/** Every problem of a policy at once. */
export class PolicyError extends PurposeboundError {
  override readonly name = 'PolicyError'
  readonly issues: readonly PolicyIssue[]

  constructor(issues: readonly PolicyIssue[]) {
    super('policy_invalid', `\n${issues.map(line).join('\n')}`)
    this.issues = issues
  }
}

function line({ path, message, suggestion }: PolicyIssue): string {
  return `  ${path || '/'}: ${message}${suggestion === undefined ? '' : `, did you mean \`${suggestion}\`?`}`
}

/** A refusal at the edge: `reason` says why, `rule` points to the place in the policy that decided. */
export class AccessDenied extends PurposeboundError {
  override readonly name = 'AccessDenied'
  readonly reason: Reason
  /** RFC 6901 pointer into the policy document. */
  readonly rule: string

  constructor(reason: Reason, rule: string) {
    super('access_denied', `${REASONS[reason].en} (\`${reason}\`${rule === '' ? '' : `, ${rule}`})`)
    this.reason = reason
    this.rule = rule
  }
}

/**
 * Whether `error` was thrown by purposebound, whichever copy (ESM or CJS) of it is loaded.
 *
 * @example
 * ```ts
 * try { await access.read('member', row) } catch (e) { if (isPurposeboundError(e)) console.log(e.code) }
 * ```
 */
export function isPurposeboundError(error: unknown): error is PurposeboundError & {
  readonly reason?: Reason
  readonly rule?: string
  readonly issues?: readonly PolicyIssue[]
} {
  try {
    return typeof error === 'object' && error !== null && Object.hasOwn(error, BRAND)
  } catch {
    return false
  }
}
