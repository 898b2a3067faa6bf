import type { Entry } from '../record/scribe.js'

/** What one request has left behind so far: written by its access, read when its response leaves and ends. */
export interface Trail {
  readonly method: string
  /** The route template, never the URL. */
  readonly route: string
  status?: number
  /** Rows that were permitted. */
  rows: number
  /** Whether a permit stands in the records. */
  permitted: boolean
  /** What the last operation that failed threw. */
  denied?: unknown
  /** The views that were released. */
  views?: WeakSet<object>
  /** Says that what is permitted from now on does not arrive. */
  late?: (() => void) | undefined
  /** Whether rows leave as a stream, which records its own end. */
  streams: boolean
  ended: boolean
}

export function newTrail(method: string, route: string): Trail {
  return { method, route, rows: 0, permitted: false, streams: false, ended: false }
}

export function noteRows(trail: Trail | undefined, rows: number): void {
  if (!trail || rows === 0) return
  trail.rows += rows
  trail.permitted = true
  const { late } = trail
  trail.late = undefined
  late?.()
}

/** A copy each time: what a record holds is frozen. */
export function httpOf({ method, route, status }: Trail): Pick<Entry, 'http'> {
  return { http: { method, route, ...(status !== undefined && { status }) } }
}
