import { type Audit, checkAudit } from './audit-option.js'
import { createBalance } from './balance.js'
import { createChannels } from './channels.js'
import type { GapInfo } from './gap.js'
import { createNews, type SinkState } from './news.js'
import type { AuditRecord } from './record.js'
import type { SinkEntry } from './routes.js'
import { seal } from './seal.js'
import { type Closed, shutDown } from './shutdown.js'
import type { AuditOption, Durability } from './sink.js'
import { type AuditStats, statsOf } from './stats.js'
import { AuditUnavailable } from './unavailable.js'

/** What the gate gives to delivery: its voice, and the records that only it can make. */
export interface DispatchHooks {
  readonly warn: (message: string) => void
  readonly gap: (info: GapInfo) => AuditRecord
  readonly sink: (state: SinkState) => AuditRecord
  /** What to say of records that reached a sink although their access was denied: an `outcome` each that is `aborted`. */
  readonly aborted: (records: readonly AuditRecord[]) => readonly AuditRecord[]
  /** The last record of a trail. */
  readonly closed: () => AuditRecord
}

/** How a gate's records leave it. */
export interface Dispatch {
  /** How records are delivered, for the trail; of `durability` there is none with `unsafeNoAudit`. */
  readonly config: NonNullable<AuditRecord['config']> & { readonly durability?: Durability }
  /** Whether any sink keeps records beyond this process, so that pseudonyms need keys that do too. */
  readonly lasting: boolean
  /**
   * Freezes `records` and hands them to the sinks. Once it returns, or what it returns resolves, data may be released;
   * it throws or rejects with `AuditUnavailable` when not.
   */
  submit(records: readonly AuditRecord[]): void | Promise<void>
  stats(): AuditStats
  /** Refuses what is new, writes what is there, closes the sinks; says how many records were and were not delivered. */
  close(options?: { readonly timeoutMs?: number }): Promise<Closed>
}

const CLOSE_MS = 5000

export function createDispatch(option: AuditOption, hooks: DispatchHooks): Dispatch {
  const audit = checkAudit(option)
  const balance = createBalance()
  const warn = (message: string): void => {
    try {
      hooks.warn(message)
    } catch {
      // a logger that fails is no reason to deny
    }
  }
  if (audit === undefined) {
    warn('`unsafeNoAudit` is set: no access is recorded')
    return {
      config: { sinks: [] },
      lasting: false,
      submit() {},
      stats: () => statsOf(balance, [], []),
      close: async () => ({ flushed: 0, unflushed: 0 }),
    }
  }

  const { durability } = audit
  if (durability === 'memory' || durability === 'os') {
    warn(`the best required audit sink promises only \`${durability}\`: a crash can lose records`)
  }
  const { gap, aborted } = hooks
  const news = createNews({
    outlets: () => written.map(({ outlet }) => outlet),
    word: hooks.sink,
    warn,
  })
  const {
    submit: send,
    written,
    relays,
  } = createChannels(audit, {
    balance,
    gap,
    aborted,
    warn,
    changed: news.changed,
  })
  let open = true
  let closing: Promise<Closed> | undefined

  function submit(records: readonly AuditRecord[]): void | Promise<void> {
    if (!open) throw new AuditUnavailable('closed')
    if (records.length === 0) return
    const batch = seal(records)
    balance.submit(records.length)
    return send(batch)
  }

  function close(timeoutMs: number): Promise<Closed> {
    open = false
    news.stop()
    const last = () => (balance.stats().delivered > 0 ? hooks.closed() : undefined)
    return shutDown({ balance, written, relays, last }, timeoutMs)
  }

  return {
    config: describe(audit),
    lasting: audit.entries.some(({ sink }) => sink.durability !== 'memory' || sink.lossy === true),
    submit,
    stats: () => statsOf(balance, written, relays),
    close: ({ timeoutMs = CLOSE_MS } = {}) => (closing ??= close(timeoutMs)),
  }
}

function describe({ delivery, durability, entries }: Audit) {
  const nameOf = ({ sink, required }: SinkEntry): string =>
    [sink.name, sink.durability, sink.remote === true && 'remote', !required && 'optional']
      .filter((word) => word !== false)
      .join(' ')
  return Object.freeze({ delivery, durability, sinks: Object.freeze(entries.map(nameOf)) })
}
