import { mono, within } from '../clock.js'
import type { Balance } from './balance.js'
import { NOTHING } from './news.js'
import type { SinkOutlet } from './outlet.js'
import type { AuditRecord } from './record.js'
import type { Relay } from './relay.js'
import type { AuditSink } from './sink.js'
import type { Channel } from './stats.js'

/** How many records were delivered while a gate closed, and how many were not. */
export interface Closed {
  readonly flushed: number
  readonly unflushed: number
}

export interface ShutdownOptions {
  readonly balance: Balance
  readonly written: readonly Channel[]
  readonly relays: readonly Relay[]
  /** The last record of a trail; undefined when there is no trail. */
  readonly last: () => AuditRecord | undefined
}

/**
 * When each part must be over, as shares of the time: a sink that is down must not take the time in which the others are
 * closed, and a journal signs its end and gives its lock back.
 */
const BY = { drained: 0.8, told: 0.85, fed: 0.92, closed: 1 } as const

/** Writes what waits, says what is missing and that this is the end, and closes the sinks, all within `timeoutMs`. */
export async function shutDown(
  { balance, written, relays, last }: ShutdownOptions,
  timeoutMs: number,
): Promise<Closed> {
  const before = balance.stats()
  const start = mono()
  const left = (part: keyof typeof BY): number => Math.max(0, timeoutMs * BY[part] - (mono() - start) / 1000)

  const queues = written.flatMap(({ queue }) => queue ?? [])
  await settled([balance.idle(), ...queues.map((queue) => queue.drain())], left('drained'))
  // what the required sinks had in the end is on its way to the others now
  await settled(
    queues.map((queue) => queue.drain()),
    left('drained'),
  )
  for (const queue of queues) queue.stop()
  const end = wordOf(last)
  await settled(
    written.map(({ outlet }) => tell(outlet, end)),
    left('told'),
  )
  await settled(
    written.map(({ cover, queue }) => cover?.close(queue?.pending ?? 0)),
    left('told'),
  )
  await settled(
    relays.map(async (relay) => relay.close(left('fed'))),
    left('fed'),
  )
  const sinks = [...written.map(({ outlet }) => outlet.sink), ...relays.map(({ sink }) => sink)]
  await settled(sinks.map(close), left('closed'))
  const { delivered, lost, pending } = balance.stats()
  return { flushed: delivered - before.delivered, unflushed: pending + lost - before.lost }
}

function wordOf(last: () => AuditRecord | undefined): AuditRecord | undefined {
  try {
    return last()
  } catch {
    return undefined
  }
}

/** What a sink lacks, and that this is the end. */
async function tell(outlet: SinkOutlet, end: AuditRecord | undefined): Promise<void> {
  while (outlet.owes()) if ((await outlet.write(NOTHING)) !== true) break
  if (end) outlet.note({ record: end })
  await outlet.write(NOTHING)
}

async function close(sink: AuditSink): Promise<void> {
  await sink.flush?.()
  await sink.close?.()
}

/** Waits for all of them, whatever their end, for at most `ms`. */
async function settled(work: readonly unknown[], ms: number): Promise<void> {
  await within(Promise.allSettled(work), ms, () => new Error('late')).catch(() => {})
}
