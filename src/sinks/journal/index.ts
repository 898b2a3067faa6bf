import { isPurposeboundError } from '../../index.js'
import { codeOf, sinkFailed } from './failure.js'
import { createFolder } from './folder.js'
import { type JournalSink, journalOf } from './journal.js'
import { takeLock } from './lock.js'
import { type JournalSinkOptions, readOptions, type Settings } from './options.js'

export type { JournalSink } from './journal.js'
export type { JournalRetention, JournalSinkOptions } from './options.js'

/**
 * Keeps audit records in a folder: chained by hash, covered by signed checkpoints, forced to disk before they are acknowledged.
 *
 * @throws PurposeboundError at once: `config_invalid`, `spool_locked` when the log has a writer, `log_invalid` when it is
 * damaged as no crash damages it, `sink_failed` when the folder cannot be read or written
 * @example
 * ```ts
 * const audit = journalSink({ directory: '/var/lib/shop/audit', log: 'shop.example/audit', signer: ed25519Signer(seed) })
 * const gate = createGate({ policy, consents, keys, audit })
 * ```
 */
export function journalSink(options: JournalSinkOptions): JournalSink {
  const settings = readOptions(options)
  try {
    return open(settings)
  } catch (error) {
    if (isPurposeboundError(error)) throw error
    throw sinkFailed(codeOf(error))
  }
}

function open(settings: Settings): JournalSink {
  createFolder(settings.directory)
  const lock = takeLock(settings.directory)
  try {
    return journalOf(settings, lock)
  } catch (error) {
    lock.release()
    throw error
  }
}
