import { resolve as absolute } from 'node:path'
import { type AuditSink, PurposeboundError } from '../index.js'
import { createAppendFile } from './append-file.js'
import { createBufferMark } from './buffer-mark.js'
import { toLine } from './line.js'

export interface FileSinkOptions {
  /** File to append to, created with mode 0600 when absent. Its folder must exist. One process a file. */
  readonly path: string
  /**
   * Force records to disk (fdatasync) before they are acknowledged.
   * @defaultValue `true`
   */
  readonly sync?: boolean
}

interface Waiter {
  readonly text: string
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/**
 * Appends audit records to a file, one line of JSON each.
 *
 * Group commit: the first to wait starts a write and a sync, all who come meanwhile share the next. A write that fails
 * acknowledges nothing, is taken back from the file, and the next one opens the file again: a full disk, a rotated or a
 * deleted file heal without a restart. With `buffered` delivery a file `<path>.buffer` says how many records a killed
 * process could lose.
 *
 * @example
 * ```ts
 * const gate = createGate({ policy, consents, keys, audit: fileSink({ path: '/var/log/app/audit.jsonl' }) })
 * ```
 */
export function fileSink(options: FileSinkOptions): AuditSink {
  const { path, sync } = read(options)
  const file = createAppendFile(absolute(path), sync)
  const mark = createBufferMark(`${absolute(path)}.buffer`)
  let waiting: Waiter[] = []
  let turning: Promise<void> | undefined

  async function turn(): Promise<void> {
    // let all who write at this moment share the first sync
    await undefined
    while (waiting.length > 0) {
      const group = waiting
      waiting = []
      try {
        await file.append(group.map(({ text }) => text).join(''))
        for (const { resolve } of group) resolve()
      } catch (error) {
        const failure = new PurposeboundError('sink_failed', `\`file\`, ${codeOf(error)}`)
        for (const { reject } of group) reject(failure)
      }
    }
    turning = undefined
  }

  return {
    name: 'file',
    durability: sync ? 'disk' : 'os',
    buffer: mark,
    write(records) {
      return new Promise<void>((resolve, reject) => {
        waiting.push({ text: records.map(toLine).join(''), resolve, reject })
        turning ??= turn()
      })
    },
    async flush() {
      await turning
    },
    async close() {
      while (turning !== undefined) await turning
      await Promise.all([file.close(), mark.close()])
    },
  }
}

/** The system's word (`ENOSPC`), never its message, which holds the path. */
function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException | undefined)?.code ?? 'an error')
}

function read(options: unknown): Required<FileSinkOptions> {
  try {
    const { path, sync = true } = Object(options) as Partial<FileSinkOptions>
    if (typeof path === 'string' && path !== '' && typeof sync === 'boolean') return { path, sync }
  } catch {
    // what cannot be read names no file
  }
  throw new PurposeboundError(
    'config_invalid',
    '`fileSink` takes `{ path, sync? }`: a file, and true or false',
  )
}
