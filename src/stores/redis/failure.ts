import { isPurposeboundError, PurposeboundError } from '../../index.js'

/** What a server begins an error with; ioredis puts words of its own before it when it has tried too often. */
const WORDS =
  /^(?:Too many Cluster redirections\. Last error: \w+: )?(ERR|LOADING|READONLY|MOVED|ASK|TRYAGAIN|CLUSTERDOWN|MASTERDOWN|NOREPLICAS|MISCONF|OOM|BUSY|NOAUTH|WRONGPASS|NOPERM|WRONGTYPE|CROSSSLOT|NOSCRIPT|EXECABORT)\b/
/** What is over in a moment, or on another connection. */
const PASSING = [
  'LOADING',
  'READONLY',
  'MOVED',
  'ASK',
  'TRYAGAIN',
  'CLUSTERDOWN',
  'MASTERDOWN',
  'NOREPLICAS',
  'BUSY',
]
/** Connections that are gone, in the words of the clients: neither gives them a code. */
const LOST =
  /^(SocketClosedUnexpectedlyError|DisconnectsClientError|ClientOfflineError|RootNodesUnavailableError|AbortError|MaxRetriesPerRequestError|ClusterAllFailedError)$/

/** The server's word or the system's, never a message, which holds data. */
export function failure(error: unknown): PurposeboundError {
  return isPurposeboundError(error) ? error : failed(wordOf(error) ?? 'an error')
}

export function failed(detail: string): PurposeboundError {
  return new PurposeboundError('store_failed', `\`redis\`, ${detail}`)
}

export function wordOf(error: unknown): string | undefined {
  const { message, code } = Object(error) as { readonly message?: unknown; readonly code?: unknown }
  if (typeof code === 'string' && /^E[A-Z]{2,20}$/.test(code)) return code
  return typeof message === 'string' ? WORDS.exec(message)?.[1] : undefined
}

/** Whether the same may do better in a moment: a connection was cut, or the cluster is being changed. */
export function isPassing(error: unknown): boolean {
  if (isPurposeboundError(error)) return false
  const word = wordOf(error)
  if (word !== undefined) return PASSING.includes(word) || /^E(CONN|PIPE|HOST|NET)/.test(word)
  const lost = Object(error) as Error
  return LOST.test(lost.constructor?.name ?? '') || lost.message === 'Connection is closed.'
}
