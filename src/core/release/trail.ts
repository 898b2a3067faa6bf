import type { Entry } from '../record/scribe.js'

type Route = string | (() => unknown)

/** What one request has left behind so far: written by its access, read when its response leaves and ends. */
export interface Trail {
  readonly method: string
  /** The route template, never the URL, or what says it. */
  readonly route: Route
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

export function newTrail(method: string, route: Route): Trail {
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
  return { http: { method, route: textOf(route), ...(status !== undefined && { status }) } }
}

function textOf(route: Route): string {
  if (typeof route === 'string') return route
  try {
    const said = route()
    return typeof said === 'string' ? said : ''
  } catch {
    return ''
  }
}
