import { after } from '../clock.js'
import { PurposeboundError } from '../errors.js'
import { codeOf, type Failure } from './failure.js'
import type { Outlet, Verdict } from './outlet.js'
import type { SinkEntry } from './routes.js'
import type { AuditSink } from './sink.js'

/** A remote sink that a journal feeds. As an outlet it writes nothing: it answers once the sink has what the journal holds. */
export interface Relay extends Outlet {
  readonly sink: AuditSink
  readonly working: boolean
  readonly pending: number
  close(timeoutMs: number): Promise<void>
}

/** @throws PurposeboundError `config_invalid` when the journal does not feed */
export function createRelay(
  journal: AuditSink,
  { sink, deadlineMs }: SinkEntry,
  changed: (name: string, failure?: Failure) => void,
): Relay {
  const { name } = sink
  let working = true
  const onState = (state: 'failing' | 'working', given?: string): void => {
    if (working === (state === 'working')) return
    working = !working
    const cause = codeOf(given)
    changed(name, working ? undefined : { why: `it is not fed, ${cause}`, cause })
  }
  const feed = journal.feed?.(sink, { deadlineMs, onState })
  if (typeof feed?.caughtUp !== 'function')
    throw new PurposeboundError('config_invalid', `\`${journal.name}\` does not feed \`${name}\``)

  function write(): Promise<Verdict> {
    return new Promise((resolve) => {
      let tell = (_: boolean): void => {}
      const off = after(deadlineMs, () => resolve({ settled: new Promise((settle) => (tell = settle)) }))
      void reached().then((ok) => {
        off()
        resolve(ok)
        tell(ok)
      })
    })
  }

  async function reached(): Promise<boolean> {
    try {
      await feed?.caughtUp()
      return true
    } catch {
      return false
    }
  }

  return {
    sink,
    name,
    get working() {
      return working
    },
    get pending() {
      return countOf(() => feed.pending())
    },
    write,
    // the journal keeps it, and feeds it when it can
    lose() {},
    close: async (timeoutMs) => feed.close(timeoutMs),
  }
}

function countOf(pending: () => number): number {
  try {
    const count = pending()
    return Number.isSafeInteger(count) && count > 0 ? count : 0
  } catch {
    return 0
  }
}
