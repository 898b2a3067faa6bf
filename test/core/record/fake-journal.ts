import type { AuditRecord } from '../../../src/core/record/record.js'
import type { AuditSink, FeedOptions, SinkFeed } from '../../../src/core/record/sink.js'
import { type Conduct, type FakeSink, fakeSink } from './fake-sink.js'

const RETRY_MS = 200

/** A local sink that feeds remote ones from what it kept, in order, one write at a time. */
export function fakeJournal(conduct: Conduct = 'ack'): FakeSink {
  const journal: FakeSink = fakeSink(conduct, { name: 'journal', feed })
  const held: AuditRecord[] = []
  const pumps: (() => Promise<void>)[] = []
  const write = journal.write.bind(journal)
  journal.write = (records) => {
    const keep = (): void => {
      held.push(...records)
      for (const pump of pumps) void pump()
    }
    const done = write(records)
    if (done instanceof Promise) return done.then(keep)
    // one that answers oddly has kept nothing
    return done === undefined ? keep() : done
  }

  function feed(sink: AuditSink, { deadlineMs, onState }: FeedOptions): SinkFeed {
    let cursor = 0
    let failing = false
    let stopped = false
    let waiting: { readonly upTo: number; readonly resolve: () => void }[] = []
    let busy = false

    function say(state: 'failing' | 'working', cause?: string): void {
      if (failing === (state === 'failing')) return
      failing = !failing
      onState?.(state, cause)
    }

    async function pump(): Promise<void> {
      if (busy) return
      busy = true
      while (!stopped && cursor < held.length) {
        const upTo = held.length
        try {
          await within(Promise.resolve(sink.write(held.slice(cursor, upTo))), deadlineMs)
          cursor = upTo
          say('working')
          for (const { resolve } of waiting.filter((one) => one.upTo <= cursor)) resolve()
          waiting = waiting.filter((one) => one.upTo > cursor)
        } catch {
          say('failing', 'ECONNREFUSED')
          await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
        }
      }
      busy = false
    }

    pumps.push(pump)
    return {
      caughtUp: () =>
        new Promise((resolve) => {
          const upTo = held.length
          if (upTo <= cursor) resolve()
          else waiting.push({ upTo, resolve })
          void pump()
        }),
      pending: () => held.length - cursor,
      async close(timeoutMs) {
        void pump()
        const end = new Promise<void>((resolve) => setTimeout(resolve, timeoutMs))
        await Promise.race([this.caughtUp(), end])
        stopped = true
      },
    }
  }

  return journal
}

async function within(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('late')), ms)
  })
  const said: unknown = await Promise.race([work, late]).finally(() => clearTimeout(timer))
  if (said !== undefined) throw new Error('no acknowledgement')
}
