import { after } from '../clock.js'
import type { Batch } from './seal.js'
import { AuditUnavailable } from './unavailable.js'

const LONGEST_WAIT_MS = 500
/** Denials can be caused by anybody in any number; they fill three quarters of a memory and displace nothing else. */
const FOR_DENIALS = 0.75

/** Whether `batch` has room in a memory of `maxBytes` that holds `bytes`; one that is larger has it alone. */
export function fits({ bytes: more, denials }: Batch, bytes: number, maxBytes: number): boolean {
  return bytes === 0 || bytes + more <= (denials ? maxBytes * FOR_DENIALS : maxBytes)
}

/** Lets batches in while there is room, first come, first served; but no denial stands in the way of anything else. */
export interface Room {
  /** Calls `go` when there is room: at once, or within 500 ms. @throws AuditUnavailable `buffer_full`, as a rejection */
  enter(batch: Batch, go: () => void | Promise<void>): void | Promise<void>
  /** Looks again who may go. */
  freed(): void
}

interface Waiter {
  readonly batch: Batch
  readonly admit: () => void
}

export interface RoomOptions {
  readonly hasRoom: (batch: Batch) => boolean
  /** Told of a batch that did not get in. */
  readonly refused: (batch: Batch) => void
  /** Memory for those who wait. */
  readonly maxBytes: number
}

export function createRoom({ hasRoom, refused, maxBytes }: RoomOptions): Room {
  const others: Waiter[] = []
  const denials: Waiter[] = []
  let bytes = 0

  const mayGo = (batch: Batch, line: readonly Waiter[]): boolean =>
    line.length === 0 && others.length === 0 && hasRoom(batch)

  function enter(batch: Batch, go: () => void | Promise<void>): void | Promise<void> {
    const line = batch.denials ? denials : others
    if (mayGo(batch, line)) return go()
    if (!fits(batch, bytes, maxBytes)) return Promise.reject(refuse(batch))
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        off()
        bytes -= batch.bytes
        line.splice(line.indexOf(waiter), 1)
      }
      const admit = (): void => {
        leave()
        try {
          resolve(go())
        } catch (error) {
          reject(error)
        }
      }
      const off = after(LONGEST_WAIT_MS, () => {
        leave()
        reject(refuse(batch))
      })
      const waiter = { batch, admit }
      line.push(waiter)
      bytes += batch.bytes
    })
  }

  function refuse(batch: Batch): AuditUnavailable {
    refused(batch)
    return new AuditUnavailable('buffer_full')
  }

  return {
    enter,
    freed() {
      while (others.length > 0 && hasRoom(others[0]!.batch)) others[0]!.admit()
      while (others.length === 0 && denials.length > 0 && hasRoom(denials[0]!.batch)) denials[0]!.admit()
    },
  }
}
