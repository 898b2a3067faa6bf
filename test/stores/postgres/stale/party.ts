import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Read, Said } from './judge.js'

/** What the reader is told. Its consents come from PostgreSQL at `port`. */
export interface ReaderPlan {
  readonly port: number
  readonly name: string
  /** Without, nothing is cached. */
  readonly maxStalenessMs?: number
  /** Where it listens, if it does. */
  readonly ear?: number
  /** So many callers, each as fast as it can; else one read each millisecond. */
  readonly callers?: number
}

/** A process that reads the same person all the time. */
export interface Reader {
  readonly reads: readonly Read[]
  /** Resolves once there is a read, of those that ended from now on or of `all`, for which `wanted` holds. */
  until(wanted: (read: Read) => boolean): Promise<void>
  moveClock(ms: number): void
  end(): Promise<void>
}

/** A process that says yes and no for that person. */
export interface Speaker {
  say(action: Said['action']): Promise<Said>
  moveClock(ms: number): void
  end(): Promise<void>
}

export async function startReader(plan: ReaderPlan): Promise<Reader> {
  const child = start(new URL('reader.ts', import.meta.url), plan)
  const reads: Read[] = []
  const waiting = new Set<(fresh: readonly Read[]) => void>()
  child.on('message', (message: { readonly reads?: readonly Read[] }) => {
    if (!message.reads) return
    reads.push(...message.reads)
    for (const look of waiting) look(message.reads)
  })
  await said(child, 'ready')
  return {
    reads,
    until: (wanted) =>
      new Promise((resolve, reject) => {
        const look = (fresh: readonly Read[]): void => {
          if (!fresh.some(wanted)) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        child.once('exit', () => reject(new Error('the reader has gone')))
      }),
    moveClock: (ms) => void child.send({ clock: ms }),
    end: () => end(child),
  }
}

export async function startSpeaker(plan: { readonly port: number; readonly name: string }): Promise<Speaker> {
  const child = start(new URL('speaker.ts', import.meta.url), plan)
  await said(child, 'ready')
  return {
    async say(action) {
      const done = said(child, 'said')
      child.send({ say: action })
      return (await done) as Said
    },
    moveClock: (ms) => void child.send({ clock: ms }),
    end: () => end(child),
  }
}

function start(file: URL, plan: object): ChildProcess {
  const child = fork(fileURLToPath(file), [JSON.stringify(plan)], {
    execArgv: ['--import', 'tsx'],
  })
  child.setMaxListeners(0)
  return child
}

/** The next message that has `key`. */
function said(child: ChildProcess, key: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const look = (message: { readonly [key: string]: unknown }): void => {
      if (!(key in message)) return
      child.off('message', look)
      resolve(message[key])
    }
    child.on('message', look)
    child.once('exit', (code) => reject(new Error(`a process ended with ${code}`)))
  })
}

async function end(child: ChildProcess): Promise<void> {
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.send({ end: true })
  await ended
}
