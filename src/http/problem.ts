import { STATUS_CODES } from 'node:http'
import { ERRORS, isPurposeboundError, REASONS, type Reason } from '../index.js'
import type { House } from './options.js'

/** Problem details (RFC 9457). It holds codes and names of the policy, and no data. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code?: string
  /** The id of the request, as its records bear it. */
  readonly request?: string
  /** Whom to ask: the controller's contact of the policy. */
  readonly contact?: string
}

export const PROBLEM_JSON = 'application/problem+json; charset=utf-8'

/** Reasons that say something about the request, and so nothing about a person. */
const SHOWN = /^(purpose_|role_)|^justification_required$/

/** What an error is shown as, and the code that the trail gets. Errors of strangers are shown by their status alone. */
export function problemOf(
  house: House,
  error: unknown,
  request?: string,
): { readonly problem: Problem; readonly code: string | undefined } {
  if (!isPurposeboundError(error)) return { problem: bare(house, statusOf(error), request), code: undefined }
  const { reason, code } = error
  const status = reason === undefined ? STATUS[code] : statusOfReason(house, reason)
  if (reason !== undefined && status === 404) return { problem: bare(house, status, request), code: reason }
  const shown = reason !== undefined && SHOWN.test(reason) ? reason : code
  const title = shown === reason ? REASONS[reason].en : ERRORS[code].en
  return { problem: detail(house, status ?? 500, shown, title, request), code: reason ?? code }
}

/** A response that was refused by the door itself: the app is at fault, not who asks. */
export function refusal(house: House, code: 'unprojected_body' | Reason, request?: string): Problem {
  if (code === 'unprojected_body') return detail(house, 500, code, ERRORS[code].en, request)
  const shown = SHOWN.test(code)
  return detail(
    house,
    500,
    shown ? code : 'access_denied',
    shown ? REASONS[code].en : ERRORS.access_denied.en,
    request,
  )
}

/** A status and nothing else. */
export function bare(house: House, status: number, request?: string): Problem {
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, ...about(house, request) }
}

function detail(house: House, status: number, code: string, title: string, request?: string): Problem {
  return { type: `urn:purposebound:problem:${code}`, title, status, code, ...about(house, request) }
}

function about({ gate }: House, request: string | undefined) {
  const contact = gate.policy.document.controller?.contact
  return { ...(request !== undefined && { request }), ...(contact !== undefined && { contact }) }
}

const STATUS: { readonly [code: string]: number } = { input_invalid: 400, gate_closed: 503 }

function statusOfReason({ denialStatus }: House, reason: Reason): number {
  if (reason === 'justification_required') return 400
  if (denialStatus === 404) return 404
  return reason === 'audit_unavailable' ? 503 : 403
}

/** The status that a stranger's error asks for, where it is one of an error. */
function statusOf(error: unknown): number {
  try {
    const { statusCode, status } = Object(error)
    const asked: unknown = statusCode ?? status
    return typeof asked === 'number' && asked >= 400 && asked <= 599 ? asked : 500
  } catch {
    return 500
  }
}
