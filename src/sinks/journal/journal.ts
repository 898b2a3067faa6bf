import type { AuditRecord, AuditSink } from '../../index.js'
import { type Checkpoints, createCheckpoints } from './checkpoints.js'
import { sinkFailed } from './failure.js'
import type { Lock } from './lock.js'
import type { Settings } from './options.js'
import { createPulse } from './pulse.js'
import { recover } from './recover.js'
import { createWriter } from './writer.js'

/** A sink that keeps a log which can be verified. */
export interface JournalSink extends AuditSink {
  /** What protects the log: `chain` where no signer was given. */
  readonly integrity: 'signed' | 'chain'
  write(records: readonly AuditRecord[]): Promise<void>
  /** Signs all that is acknowledged; resolves to the latest checkpoint as a signed note, or undefined where nothing is signed. */
  checkpoint(): Promise<string | undefined>
  flush(): Promise<void>
  close(): Promise<void>
}

/** The journal of the folder that `lock` is for, recovered. */
export function journalOf(settings: Settings, lock: Lock): JournalSink {
  const { signer, onWarning } = settings
  const found = recover(settings)
  const writer = createWriter(settings, found, lock, {
    written: () => pulse.written(),
    sealed(first) {
      if (writer.tree) checkpoints?.seal({ first, frontier: writer.tree.frontier() })
      void pulse.checkpoint().catch(() => {})
    },
  })
  const checkpoints: Checkpoints | undefined =
    signer && createCheckpoints(settings, signer, found, { state: tell, sealed: () => {} })
  const pulse = createPulse(settings, writer, checkpoints)
  let open = true
  let closing: Promise<void> | undefined
  // what recovery moved aside is said at once, before anything can happen to us
  if (found.owed.length > 0) void writer.own().catch(() => {})

  function tell(state: 'failing' | 'working', cause?: string): void {
    try {
      onWarning(
        `the journal \`${settings.log}\` ${state === 'failing' ? `signs no checkpoints: ${cause}` : 'signs again'}`,
      )
    } catch {
      // a logger that fails is no reason to write nothing
    }
    const sink = { name: 'checkpoint', state, ...(cause !== undefined && { cause }) }
    void writer.own({ type: 'sink', sink }).catch(() => {})
  }

  async function close(): Promise<void> {
    open = false
    pulse.stop()
    await writer.idle()
    await pulse.checkpoint().catch(() => {})
    await writer.idle()
    writer.close()
    lock.release()
  }

  return {
    name: 'journal',
    durability: 'disk',
    integrity: signer ? 'signed' : 'chain',
    async write(records) {
      if (!open) throw sinkFailed('closed')
      if (records.length > 0) await writer.write(records)
    },
    checkpoint: () => pulse.checkpoint(),
    flush: () => writer.idle(),
    close: () => (closing ??= close()),
  }
}
