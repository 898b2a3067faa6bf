import { REASONS, type Reason } from './reasons.js'

export { REASONS, type Reason, type ReasonFamily } from './reasons.js'

const ERROR_TABLE = {
  access_denied: ['access denied', 'アクセスは認められません'],
  policy_invalid: ['the policy is invalid', 'ポリシーに誤りがあります'],
  config_invalid: ['the configuration is invalid', '設定に誤りがあります'],
  input_invalid: ['the input is invalid', '入力に誤りがあります'],
  gate_closed: ['the gate is closed', 'ゲートは閉じています'],
  evidence_missing: ['the consent lacks what its purpose asks for', '同意に必要な証跡が足りません'],
  receipt_incomplete: ['the receipt lacks a mandatory field', '同意の受領書に必須の項目が足りません'],
  announcement_late: [
    'the announcement is dated after what it announces',
    '公表・通知の日付が効力発生日より後です',
  ],
  consent_required: [
    'an announcement will not do, only consent',
    '公表・通知では足りず、本人の同意が必要です',
  ],
  notice_language: ['the notice is not in this language', '文書の言語が指定と異なります'],
  store_read_only: ['the consent store is read-only', '同意ストアは読み取り専用です'],
  store_failed: ['the consent store failed', '同意ストアでエラーが起きました'],
  source_missing: ['a resource has no source', 'データの取得元が設定されていません'],
  source_failed: ['a source of rows failed', 'データの取得元でエラーが起きました'],
  erase_incomplete: ['not all was erased', '消去が完了していません'],
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

  /** `detail` is as in every other error. */
  constructor(reason: Reason, rule: string, detail?: string) {
    const more = detail === undefined ? '' : `: ${detail}`
    super('access_denied', `${REASONS[reason].en} (\`${reason}\`${rule === '' ? '' : `, ${rule}`})${more}`)
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
