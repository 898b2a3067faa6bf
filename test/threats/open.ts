import { type AuditRecord, createGate } from '../../src/index.js'
import { type MemorySink, memorySink } from '../../src/sinks/memory.js'
import { memoryStore } from '../../src/stores/memory.js'
import { trail } from '../trail.js'
import { NOW, shop } from './shop.js'

/** The gate as plain JavaScript sees it: no compiler stands between an attacker and its doors. */
export interface OpenGate {
  readonly policy: object
  for(purpose?: unknown, context?: unknown): OpenAccess
  guard(resource: unknown, kinds: unknown, repository: unknown): { for(...args: unknown[]): Repository }
  readonly consents: { readonly [say in Said]: (...args: unknown[]) => Promise<unknown> }
  reload(policy: unknown): Promise<void>
  close(options?: unknown): Promise<unknown>
}
type Said = 'give' | 'renew' | 'withdraw' | 'refuse' | 'object' | 'restrict' | 'lift' | Told
type Told = 'state' | 'stateAt' | 'history' | 'import'
type Repository = { readonly [method: string]: (...args: unknown[]) => Promise<unknown> }
export type View = { readonly [key: string]: unknown }
export type Row = { readonly [key: string]: unknown }
export interface Views {
  readonly views: readonly View[]
  readonly refused: readonly { readonly index: number; readonly reason: string }[]
}
export interface OpenAccess {
  read(resource: unknown, row: unknown, options?: unknown): Promise<View>
  readMany(resource: unknown, rows: unknown, options?: unknown): Promise<Views>
  stream(resource: unknown, rows: unknown, options?: unknown): AsyncIterable<Views>
  decide(resource: unknown, row: unknown, facts?: unknown): Verdict
  explain(resource: unknown, row: unknown, facts?: unknown): object
  plan(resource: unknown): { readonly kind: string }
  query(plan: unknown, run: unknown, options?: unknown): Promise<Views>
  create(resource: unknown, input: unknown): Promise<View>
  update(resource: unknown, row: unknown, patch: unknown): Promise<View>
  delete(resource: unknown, row: unknown): Promise<void>
  observe(resource: unknown, row: unknown): Promise<Verdict>
}
interface Verdict {
  readonly effect: string
  readonly reason?: string
  readonly fields: { readonly [path: string]: { readonly outcome: string; readonly reason?: string } }
}

/** A gate that writes to memory, and what it wrote and warned of. */
export function open(options: { readonly [option: string]: unknown } = {}) {
  const sink: MemorySink = memorySink()
  // what tests count is what an access leaves, and not what the gate says of itself
  const audit = {
    ...sink,
    write: (records: readonly AuditRecord[]) => sink.write(trail(records)),
  }
  const warnings: string[] = []
  const given = {
    policy: shop,
    consents: memoryStore(),
    audit,
    clock: () => NOW,
    deadlineMs: 50,
    onWarning: (message: string) => void warnings.push(message),
    ...options,
  }
  const gate = createGate(given as never) as unknown as OpenGate
  return { gate, records: sink.records as readonly AuditRecord[], warnings, given }
}

/** How a promise ended, in the words of an error: its reason, else its code; `released` when nothing was thrown. */
export async function outcome(work: Promise<unknown> | (() => unknown)): Promise<string> {
  try {
    await (typeof work === 'function' ? work() : work)
    return 'released'
  } catch (error) {
    const { reason, code } = error as { reason?: string; code?: string }
    return reason ?? code ?? `a stranger: ${String(error)}`
  }
}
