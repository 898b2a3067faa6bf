import { join } from 'node:path'
import { BUFFER_FILE, findRecords } from '../../audit/index.js'
import {
  type AuditRecord,
  type AuditSink,
  type FeedOptions,
  type LedgerQuery,
  PurposeboundError,
  type SinkFeed,
} from '../../index.js'
import { createBufferMark } from '../buffer-mark.js'
import { type Checkpoints, createCheckpoints } from './checkpoints.js'
import { sinkFailed } from './failure.js'
import { createFeed, type Feed } from './feed.js'
import type { Lock } from './lock.js'
import type { Settings } from './options.js'
import { createPulse } from './pulse.js'
import { recover } from './recover.js'
import { createRetention } from './retention.js'
import { createWriter } from './writer.js'

/** A sink that keeps a log which can be verified. */
export interface JournalSink extends AuditSink {
  /** What protects the log: `chain` where no signer was given. */
  readonly integrity: 'signed' | 'chain'
  write(records: readonly AuditRecord[]): Promise<void>
  /** Signs all that is acknowledged; resolves to the latest checkpoint as a signed note, or undefined where nothing is signed. */
  checkpoint(): Promise<string | undefined>
  feed(sink: AuditSink, options: FeedOptions): SinkFeed
  /** Reads the folder from its first record that is kept: for a person's account of uses, not for each request. */
  find(query: LedgerQuery): AsyncIterable<AuditRecord>
  flush(): Promise<void>
  close(): Promise<void>
}

/** The journal of the folder that `lock` is for, recovered. */
export function journalOf(settings: Settings, lock: Lock): JournalSink {
  const { signer, onWarning } = settings
  const found = recover(settings)
  const writer = createWriter(settings, found, lock, {
    written() {
      pulse.written()
      for (const feed of feeds.values()) feed.wake()
    },
    sealed(first) {
      if (writer.tree) checkpoints?.seal({ first, frontier: writer.tree.frontier() })
      pulse.sealed()
    },
  })
  const checkpoints: Checkpoints | undefined =
    signer && createCheckpoints(settings, signer, found, { state: tell })
  const retention = createRetention(settings, warn)
  const pulse = createPulse(settings, writer, checkpoints, retention)
  const feeds = new Map<string, Feed>()
  const buffer = createBufferMark(join(settings.directory, BUFFER_FILE), { locked: true })
  let open = true
  let closing: Promise<void> | undefined
  // what recovery moved aside is said at once, before anything can happen to us
  if (found.owed.length > 0) void writer.own().catch(() => {})

  function warn(message: string): void {
    try {
      onWarning(message)
    } catch {
      // a logger that fails is no reason to write nothing
    }
  }

  function tell(state: 'failing' | 'working', cause?: string): void {
    const what = state === 'failing' ? `signs no checkpoints: ${cause}` : 'signs checkpoints again'
    warn(`the journal \`${settings.log}\` ${what}`)
    const sink = { name: 'checkpoint', state, ...(cause !== undefined && { cause }) }
    void writer.own({ type: 'sink', sink }).catch(() => {})
  }

  function feed(sink: AuditSink, options: FeedOptions): SinkFeed {
    if (!open) throw sinkFailed('closed')
    if (feeds.has(sink.name))
      throw new PurposeboundError(
        'config_invalid',
        `two sinks fed from a journal are called \`${sink.name}\``,
      )
    const extent = () => ({ seq: writer.end.seq, open: writer.open })
    const made = createFeed({ folder: settings.directory, log: settings.log, extent }, sink, options)
    feeds.set(sink.name, made)
    return {
      caughtUp: made.caughtUp,
      pending: made.pending,
      async close(timeoutMs) {
        await made.close(timeoutMs)
        if (feeds.get(sink.name) === made) feeds.delete(sink.name)
      },
    }
  }

  async function close(): Promise<void> {
    open = false
    await writer.idle()
    await pulse.stop()
    await Promise.all([...feeds.values()].map((each) => each.close(0)))
    await writer.idle()
    writer.close()
    await buffer.close()
    lock.release()
  }

  return {
    name: 'journal',
    durability: 'disk',
    integrity: signer ? 'signed' : 'chain',
    buffer,
    async write(records) {
      if (!open) throw sinkFailed('closed')
      if (records.length > 0) await writer.write(records)
    },
    feed,
    find: (query) => findRecords(settings.directory, query, { log: settings.log }),
    checkpoint: () => pulse.checkpoint(),
    flush: () => writer.idle(),
    close: () => (closing ??= close()),
  }
}
