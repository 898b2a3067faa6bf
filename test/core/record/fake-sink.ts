import type { AuditRecord } from '../../../src/core/record/record.js'
import type { AuditSink } from '../../../src/core/record/sink.js'

/** What a sink does with one write. */
export type Conduct =
  | 'ack'
  | 'ack later'
  | 'throw'
  | 'reject'
  | 'odd'
  | 'keep and reject'
  | 'hang'
  | 'ack after the deadline'
  | 'fail after the deadline'

/** How long after a write a fake sink that is late answers; the deadline in these tests is 2,000 ms. */
export const LATE_MS = 3000

export interface FakeSink extends AuditSink {
  /** The records of every write that was, in the end, acknowledged, without what delivery says of sinks. */
  readonly kept: AuditRecord[]
  /** That: states of sinks, and that the trail ends. */
  readonly news: AuditRecord[]
  /** The ids of every write, in order, without theirs. */
  readonly writes: string[][]
  conduct: Conduct
}

/** A sink that does as `conduct` says; `kept` is what an auditor would find in it. */
export function fakeSink(conduct: Conduct = 'ack', more: Partial<AuditSink> = {}): FakeSink {
  const kept: AuditRecord[] = []
  const news: AuditRecord[] = []
  const writes: string[][] = []
  return {
    name: 'fake',
    durability: 'disk',
    kept,
    news,
    writes,
    conduct,
    write(records) {
      const own = records.filter((record) => !isNews(record))
      if (own.length > 0) writes.push(own.map(({ id }) => id))
      return conducts[this.conduct](() => {
        kept.push(...own)
        news.push(...records.filter(isNews))
      })
    },
    ...more,
  }
}

function isNews({ type }: AuditRecord): boolean {
  return type === 'sink' || type === 'config'
}

const conducts: { readonly [C in Conduct]: (keep: () => void) => void | Promise<void> } = {
  ack: (keep) => keep(),
  'ack later': async (keep) => {
    await Promise.resolve()
    keep()
  },
  throw: () => {
    throw new Error('secret of the sink')
  },
  reject: () => Promise.reject(new Error('secret of the sink')),
  odd: () => false as never,
  'keep and reject': (keep) => {
    keep()
    throw new Error('the answer was lost')
  },
  hang: () => new Promise(() => {}),
  'ack after the deadline': (keep) => new Promise((resolve) => setTimeout(() => resolve(keep()), LATE_MS)),
  'fail after the deadline': () =>
    new Promise((_, reject) => setTimeout(() => reject(new Error('secret')), LATE_MS)),
}
