import { AccessDenied, type AuditOption, type AuditStats, createGate } from 'purposebound'
import { memoryStore } from 'purposebound/stores/memory'
import type { Orders } from './orders.js'
import { policy } from './policy.js'
import { openSubject } from './subject.js'

/** Reads through a gate in this process. */
export interface Reader {
  /** `+` when released, else why not. */
  read(role: 'agent' | 'stranger', padding?: number): Promise<string>
  /** Requests whose data was handed out. */
  readonly released: readonly string[]
  stats(): AuditStats
  close(timeoutMs?: number): Promise<{ readonly flushed: number; readonly unflushed: number }>
}

export function reader(orders: Orders): Reader {
  return readerOn({ sinks: [openSubject(orders)], deadlineMs: 2000 }, orders.run)
}

export function readerOn(audit: AuditOption, run: string): Reader {
  const gate = createGate({
    policy,
    consents: memoryStore(),
    keys: { current: 'k1', k1: new Uint8Array(32).fill(9) },
    audit,
    onWarning: () => {},
  })
  const released: string[] = []
  let count = 0
  return {
    released,
    stats: gate.stats,
    async read(role, padding = 0) {
      const request = `${run}-${count++}`
      const context = { actor: { id: 'a-1', roles: [role] }, request, justification: 'x'.repeat(padding) }
      try {
        await gate.for('support', context).read('member', { id: 'm-1', email: 'aiko@example.com' })
        released.push(request)
        return '+'
      } catch (error) {
        if (error instanceof AccessDenied) return error.reason
        throw error
      }
    },
    close: (timeoutMs) => gate.close(timeoutMs === undefined ? undefined : { timeoutMs }),
  }
}
