import type { AuditRecord, AuditSink } from 'purposebound'
import { trail } from '../../trail.js'

/** A sink that acknowledges nothing until it is told to. */
export interface HeldSink extends AuditSink {
  /** Whatever was written to it, acknowledged or not. */
  readonly written: AuditRecord[]
  /** Acknowledges what it holds, or says that it failed. */
  letGo(how?: 'written' | 'failed'): Promise<void>
  /** The same again and again, until `work` is done. */
  letGoUntil<T>(work: Promise<T>, how?: 'written' | 'failed'): Promise<T>
}

export function heldSink(): HeldSink {
  const written: AuditRecord[] = []
  let held: { resolve(): void; reject(error: Error): void }[] = []
  return {
    name: 'held',
    durability: 'memory',
    written,
    write(records) {
      written.push(...trail(records))
      return new Promise<void>((resolve, reject) => held.push({ resolve, reject }))
    },
    async letGo(how = 'written') {
      const those = held
      held = []
      for (const { resolve, reject } of those) how === 'written' ? resolve() : reject(new Error('disk full'))
      await settle()
    },
    async letGoUntil(work, how) {
      let done = false
      const end = () => {
        done = true
      }
      work.then(end, end)
      for (let turn = 0; turn < 50 && !done; turn++) await this.letGo(how)
      return work
    },
  }
}

/** Lets everything run that waits for nothing. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
