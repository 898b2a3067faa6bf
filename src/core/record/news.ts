import { after } from '../clock.js'
import type { Failure } from './failure.js'
import type { SinkOutlet } from './outlet.js'
import type { AuditRecord } from './record.js'
import { type Batch, seal } from './seal.js'

/** The state of a sink, when it changed. */
export type SinkState = NonNullable<AuditRecord['sink']>

/** Carries the word that a sink fails, or works again, into the sinks that work. */
export interface News {
  changed(name: string, failure?: Failure): void
  stop(): void
}

export interface NewsOptions {
  readonly outlets: () => readonly SinkOutlet[]
  readonly word: (state: SinkState) => AuditRecord
  readonly warn: (message: string) => void
}

const WITHIN_MS = 200
export const NOTHING: Batch = seal([])

/**
 * The record rides on the next write of each sink, or within 200 ms on one of its own to those that work. It makes no
 * failing sink try again, so what it finds out by itself can make it go on only as often as there are sinks.
 */
export function createNews({ outlets, word, warn }: NewsOptions): News {
  let off: (() => void) | undefined
  let stopped = false

  function spread(): void {
    off = undefined
    for (const outlet of outlets()) if (outlet.working && outlet.owes()) void outlet.write(NOTHING)
  }

  return {
    changed(name, failure) {
      warn(
        failure
          ? `the audit sink \`${name}\` fails: ${failure.why}`
          : `the audit sink \`${name}\` works again`,
      )
      try {
        const record = word({
          name,
          state: failure ? 'failing' : 'working',
          ...(failure && { cause: failure.cause }),
        })
        for (const outlet of outlets()) outlet.note({ record })
      } catch {
        // no words for it: the warning was given
      }
      if (!stopped) off ??= after(WITHIN_MS, spread, { ref: false })
    },
    stop() {
      stopped = true
      off?.()
    },
  }
}
