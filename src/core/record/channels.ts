import type { Audit } from './audit-option.js'
import type { Balance } from './balance.js'
import { createBehind } from './behind.js'
import { createBestEffort } from './best-effort.js'
import { createBreaker } from './breaker.js'
import { createBuffered, type QueuedOptions } from './buffered.js'
import { type Cover, createCover } from './cover.js'
import { isStrict } from './kept.js'
import { createOutlet, type OutletOptions, type SinkOutlet } from './outlet.js'
import type { Queue } from './queue.js'
import type { AuditRecord } from './record.js'
import { createRelay, type Relay } from './relay.js'
import type { SinkEntry } from './routes.js'
import { createSide, type Limits } from './side.js'
import type { Channel } from './stats.js'
import { createStrict, type Submit } from './strict.js'

/** The sinks of a gate, joined to the way that records are delivered. */
export interface Channels {
  readonly submit: Submit
  readonly written: readonly Channel[]
  readonly relays: readonly Relay[]
}

export interface ChannelOptions extends Omit<OutletOptions, 'deadlineMs'> {
  readonly balance: Balance
  readonly aborted: (records: readonly AuditRecord[]) => readonly AuditRecord[]
  readonly warn: (message: string) => void
}

/** Memory for records that no sink has taken, for each sink and for each of under way, overdue and waiting. */
const MOST_BYTES = 16 * 1024 * 1024
const COMPANY_MS = 200

export function createChannels({ routes, delivery }: Audit, options: ChannelOptions): Channels {
  const { balance, aborted, gap, changed, warn } = options
  const outletOf = ({ sink, deadlineMs }: SinkEntry): SinkOutlet =>
    createOutlet(sink, { deadlineMs, gap, changed })
  const withBreaker = (outlets: readonly SinkOutlet[]) =>
    outlets.map((outlet) => createBreaker(outlet, MOST_BYTES))

  const atOnce = delivery === 'strict' || delivery === 'remote'
  const limits: Limits = { maxBytes: MOST_BYTES, waitMs: atOnce ? 0 : COMPANY_MS }
  const [front, behind, others] = [routes.front, routes.behind, routes.side].map((entries) =>
    entries.map(outletOf),
  ) as [SinkOutlet[], SinkOutlet[], SinkOutlet[]]
  const relays = routes.fed.map((entry) => createRelay(routes.journal!, entry, changed))
  const awaited = relays.filter(({ sink }) => routes.awaited.some((entry) => entry.sink === sink))

  const side = createSide(others, limits)
  const queued: QueuedOptions = { balance, side, limits }
  const following = createBehind(behind, { ...queued, front })
  const strictly = following.guard(
    createStrict(withBreaker(front), {
      balance,
      onward: following,
      aborted,
      relays: awaited.map((relay) => createBreaker(relay, MOST_BYTES)),
    }),
  )
  const covers = new Map<SinkOutlet, Cover>()
  const coverOf = (outlet: SinkOutlet, raised = (): void => {}): Cover | undefined => {
    const { buffer } = outlet.sink
    if (typeof buffer !== 'object') return undefined
    const { deadlineMs } = routes.front.find(({ sink }) => sink === outlet.sink)!
    const cover = createCover(buffer, outlet, { gap, warn, deadlineMs, raised })
    covers.set(outlet, cover)
    return cover
  }
  const { submit, queues } = choose()

  function choose(): { readonly submit: Submit; readonly queues: readonly Queue[] } {
    if (delivery === 'buffered') {
      const { submit, queues } = createBuffered(front, coverOf, queued)
      return { submit: (batch) => (batch.records.some(isStrict) ? strictly(batch) : submit(batch)), queues }
    }
    // what an earlier process lost is told in every mode
    for (const outlet of front) coverOf(outlet)
    if (delivery === 'best_effort') return createBestEffort(front, strictly, queued)
    return { submit: strictly, queues: [] }
  }

  const channel = (outlet: SinkOutlet, queue: Queue | undefined): Channel => ({
    outlet,
    queue,
    cover: covers.get(outlet),
  })
  return {
    submit,
    written: [
      ...front.map((outlet, i) => channel(outlet, queues[i])),
      ...behind.map((outlet, i) => channel(outlet, following.queues[i])),
      ...others.map((outlet, i) => channel(outlet, side.queues[i])),
    ],
    relays,
  }
}
