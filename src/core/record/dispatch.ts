import { mono, within } from '../clock.js'
import { checkAudit } from './audit-option.js'
import { createBreaker } from './breaker.js'
import { createBuffered } from './buffered.js'
import { createFeed } from './feed.js'
import type { GapInfo } from './gap.js'
import { createLedger, type Stats } from './ledger.js'
import { createOutlet, type Outlet } from './outlet.js'
import type { Queue } from './queue.js'
import type { AuditRecord } from './record.js'
import { seal } from './seal.js'
import type { AuditOption, AuditSink, Delivery, Durability } from './sink.js'
import { createStrict, type Submit } from './strict.js'
import { AuditUnavailable } from './unavailable.js'

/** What the gate gives to delivery: its voice, and the records that only it can make. */
export interface DispatchHooks {
  readonly warn: (message: string) => void
  readonly gap: (info: GapInfo) => AuditRecord
  /** What to say of records that reached a sink although their access was denied: an `outcome` each that is `aborted`. */
  readonly aborted: (records: readonly AuditRecord[]) => readonly AuditRecord[]
}

/** How a gate's records leave it. */
export interface Dispatch {
  /** The best that a required sink promises; undefined with `unsafeNoAudit`. */
  readonly durability: Durability | undefined
  readonly delivery: Delivery
  /** Whether any sink keeps records beyond this process, so that pseudonyms need keys that do too. */
  readonly lasting: boolean
  /**
   * Freezes `records` and hands them to the sinks. Once it returns, or what it returns resolves, data may be released;
   * it throws or rejects with `AuditUnavailable` when not.
   */
  submit(records: readonly AuditRecord[]): void | Promise<void>
  stats(): Stats
  /** Refuses what is new, writes what is there, closes the sinks; says how many records were and were not delivered. */
  close(options?: { readonly timeoutMs?: number }): Promise<Closed>
}

export interface Closed {
  readonly flushed: number
  readonly unflushed: number
}

/** Memory for records that no sink has taken, for each of under way, overdue and waiting. */
const MOST_BYTES = 16 * 1024 * 1024
const COMPANY_MS = 200
const CLOSE_MS = 5000

export function createDispatch(option: AuditOption, hooks: DispatchHooks): Dispatch {
  const audit = checkAudit(option)
  const ledger = createLedger()
  const warn = (message: string): void => {
    try {
      hooks.warn(message)
    } catch {
      // a logger that fails is no reason to deny
    }
  }
  if (audit === undefined) {
    warn('`unsafeNoAudit` is set: no access is recorded')
    const none = async (): Promise<Closed> => ({ flushed: 0, unflushed: 0 })
    return {
      durability: undefined,
      delivery: 'strict',
      lasting: false,
      submit: () => {},
      stats: ledger.stats,
      close: none,
    }
  }

  const { required, optional, delivery, durability, deadlineMs } = audit
  if (durability === 'memory' || durability === 'os') {
    warn(`the best required audit sink promises only \`${durability}\`: a crash can lose records`)
  }
  const outletOf = (sink: AuditSink): Outlet => createOutlet(sink, { gap: hooks.gap, warn, deadlineMs })
  const outlets = required.map(outletOf)
  const others = optional.map(outletOf)
  const limits = { maxBytes: MOST_BYTES, waitMs: delivery === 'strict' ? 0 : COMPANY_MS }
  const feed = createFeed(others, limits)
  const { submit: send, queues }: { submit: Submit; queues: readonly Queue[] } =
    delivery === 'buffered'
      ? createBuffered(outlets, { ledger, feed, ...limits })
      : {
          submit: createStrict(
            outlets.map((outlet) => createBreaker(outlet, MOST_BYTES)),
            { ledger, feed, aborted: hooks.aborted },
          ),
          queues: [],
        }
  let open = true
  let closing: Promise<Closed> | undefined

  function submit(records: readonly AuditRecord[]): void | Promise<void> {
    if (!open) throw new AuditUnavailable('closed')
    if (records.length === 0) return
    const batch = seal(records)
    ledger.submit(records.length)
    return send(batch)
  }

  async function close(timeoutMs: number): Promise<Closed> {
    open = false
    const before = ledger.stats()
    const until = mono() + timeoutMs * 1000
    const left = (): number => Math.max(0, (until - mono()) / 1000)
    await settled([ledger.idle(), ...queues.map((queue) => queue.drain())], left())
    await settled(
      feed.queues.map((queue) => queue.drain()),
      left(),
    )
    for (const queue of [...queues, ...feed.queues]) queue.stop()
    // what is still missing is told now or never
    await settled(
      [...outlets, ...others].map((outlet) => outlet.write(seal([]))),
      left(),
    )
    await settled([...required, ...optional].map(end), left())
    const { delivered, lost, pending } = ledger.stats()
    return { flushed: delivered - before.delivered, unflushed: pending + lost - before.lost }
  }

  return {
    durability,
    delivery,
    lasting: [...required, ...optional].some((sink) => sink.durability !== 'memory' || sink.lossy === true),
    submit,
    stats: ledger.stats,
    close: ({ timeoutMs = CLOSE_MS } = {}) => (closing ??= close(timeoutMs)),
  }
}

async function end(sink: AuditSink): Promise<void> {
  await sink.flush?.()
  await sink.close?.()
}

/** Waits for all of them, whatever their end, for at most `ms`. */
async function settled(work: readonly unknown[], ms: number): Promise<void> {
  await within(Promise.allSettled(work), ms, () => new Error('late')).catch(() => {})
}
