import type { Balance } from './balance.js'
import type { Cover } from './cover.js'
import type { SinkOutlet } from './outlet.js'
import type { Queue } from './queue.js'
import type { Relay } from './relay.js'

/** What became of every record handed over: `submitted = delivered + lost + pending`, at any time. */
export interface AuditStats {
  readonly submitted: number
  /** Acknowledged by every required sink that is written to; a journal takes them on to the remote ones. */
  readonly delivered: number
  /** Not acknowledged by some required sink, and named in a `gap` record there. */
  readonly lost: number
  readonly pending: number
  readonly sinks: readonly SinkStats[]
}

/** Numbers of one sink, with no label but the name that it was given in code. */
export interface SinkStats {
  readonly name: string
  readonly state: 'working' | 'failing'
  /** Records that it acknowledged; absent where a journal feeds it, since that goes on from process to process. */
  readonly delivered?: number
  /** Records that it will not get, and is told of by a `gap`. */
  readonly lost: number
  /** Records in memory, or in the journal, that it has not acknowledged. */
  readonly pending: number
}

/** A sink that is written to, by a queue or by itself. */
export interface Channel {
  readonly outlet: SinkOutlet
  readonly queue: Queue | undefined
  readonly cover: Cover | undefined
}

export function statsOf(
  balance: Balance,
  channels: readonly Channel[],
  relays: readonly Relay[],
): AuditStats {
  const stateOf = ({ working }: { readonly working: boolean }): SinkStats['state'] =>
    working ? 'working' : 'failing'
  return {
    ...balance.stats(),
    sinks: [
      ...channels.map(({ outlet, queue }) => ({
        name: outlet.name,
        state: stateOf(outlet),
        delivered: outlet.delivered,
        lost: outlet.lost,
        pending: queue ? queue.pending : outlet.unanswered,
      })),
      ...relays.map((relay) => ({
        name: relay.name,
        state: stateOf(relay),
        lost: 0,
        pending: relay.pending,
      })),
    ],
  }
}
