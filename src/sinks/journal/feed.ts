import { type AuditSink, type FeedOptions, PurposeboundError, type SinkFeed } from '../../index.js'
import { type Extent, readBatch } from './batch-reader.js'
import { type Cursor, openCursor, saveCursor } from './cursor.js'
import { sinkFailed, wordOf } from './failure.js'
import { hand } from './hand.js'
import { createRest } from './rest.js'

/** A sink that is fed, as the journal sees it. */
export interface Feed extends SinkFeed {
  /** To be called after records are acknowledged. */
  wake(): void
}

const SHORTEST_PAUSE = 250
const LONGEST_PAUSE = 30_000
const SAVE_MS = 1000

/** Feeds `sink` from the log: at least once, in order, a batch at a time, from where it stopped. Nothing is held in memory but that batch. */
export function createFeed(
  { folder, log, extent }: { readonly folder: string; readonly log: string; readonly extent: () => Extent },
  sink: AuditSink,
  { deadlineMs, onState }: FeedOptions,
): Feed {
  let cursor: Cursor = openCursor(folder, log, sink.name)
  if (cursor.seq > extent().seq)
    throw new PurposeboundError('log_invalid', 'a cursor stands behind the end of the log')
  let saved = cursor.seq
  let failing = false
  let open = true
  let pause = SHORTEST_PAUSE
  let savedAt = performance.now()
  let saving = Promise.resolve()
  let waiting: {
    readonly seq: number
    readonly resolve: () => void
    readonly reject: (error: Error) => void
  }[] = []
  const rest = createRest()
  const give = hand(sink, deadlineMs)

  void run()

  async function run(): Promise<void> {
    while (open) {
      if (cursor.seq >= extent().seq) {
        await save()
        if (cursor.seq >= extent().seq) await rest.untilWoken()
        continue
      }
      try {
        const { records, next } = await readBatch(folder, cursor, extent())
        if (records.length > 0) await give(records)
        cursor = next
        pause = SHORTEST_PAUSE
        say('working')
        settle()
        if (performance.now() - savedAt >= SAVE_MS) await save()
      } catch (error) {
        say('failing', wordOf(error))
        await rest.for(pause, waiting.length > 0)
        pause = Math.min(LONGEST_PAUSE, pause * 2)
      }
    }
  }

  /** A cursor that is behind only makes the sink get records again. */
  function save(): Promise<void> {
    saving = saving
      .then(async () => {
        savedAt = performance.now()
        const { seq } = cursor
        if (seq === saved) return
        await saveCursor(folder, log, sink.name, cursor)
        saved = seq
      })
      .catch(() => {})
    return saving
  }

  function settle(): void {
    for (const { seq, resolve } of waiting) if (seq <= cursor.seq) resolve()
    waiting = waiting.filter(({ seq }) => seq > cursor.seq)
  }

  function say(state: 'failing' | 'working', cause?: string): void {
    if (failing === (state === 'failing')) return
    failing = state === 'failing'
    try {
      onState?.(state, cause)
    } catch {
      // who listens badly is no reason to stop
    }
  }

  function caughtUp(): Promise<void> {
    const { seq } = extent()
    if (cursor.seq >= seq) return Promise.resolve()
    if (!open) return Promise.reject(sinkFailed('closed'))
    rest.hold()
    return new Promise((resolve, reject) => waiting.push({ seq, resolve, reject }))
  }

  return {
    wake: () => rest.wake(),
    caughtUp,
    pending: () => extent().seq - cursor.seq,
    async close(timeoutMs) {
      if (open) {
        let late: NodeJS.Timeout | undefined
        const timeout = new Promise<void>((resolve) => {
          late = setTimeout(resolve, timeoutMs)
        })
        await Promise.race([caughtUp(), timeout])
        clearTimeout(late)
      }
      open = false
      rest.end()
      for (const { reject } of waiting.splice(0)) reject(sinkFailed('closed'))
      await save()
    },
  }
}
