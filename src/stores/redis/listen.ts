import type { ConsentListener, Person } from '../../index.js'
import { heard } from './key.js'

/** A client of its own for listening, `client.duplicate()`, connected; you close it. */
export interface RedisListener {
  subscribe(channel: string, ...more: never[]): PromiseLike<unknown>
  unsubscribe(channel: string, ...more: never[]): PromiseLike<unknown>
  on(event: string, listener: () => void): unknown
  off(event: string, listener: () => void): unknown
}

/** Tells what other processes have changed. */
export interface Listening {
  subscribe(listener: ConsentListener): () => void
  close(): void
}

type Told = (message: string) => void

/** What either client says when a connection is lost or made: from then on, or until then, something may have been missed. */
const LOST = ['reconnecting', 'close', 'end', 'node-reconnecting', '-node', '-subscriber'] as const
const MADE = ['ready', 'node-ready', '+node', '+subscriber'] as const

export function createListening(client: RedisListener, channel: string): Listening {
  const listeners = new Set<ConsentListener>()
  const isIoRedis = 'call' in client

  function tell(changed: readonly Person[] | 'all'): void {
    for (const listener of listeners) {
      try {
        listener(changed)
      } catch {
        // an optimisation that fails is none
      }
    }
  }
  const onTold: Told = (message) => {
    const person = heard(message)
    tell(person === undefined ? 'all' : [person])
  }
  const onMessage = (from: string, message: string): void => {
    if (from === channel) onTold(message)
  }
  const onLost = (): void => tell('all')
  const onMade = (): void => void attend()

  /** Again where it listens already: the answer says that it does from now on. */
  async function attend(): Promise<void> {
    if (listeners.size === 0) return
    await (isIoRedis ? client.subscribe(channel) : client.subscribe(channel, onTold as never)).then(
      () => {},
      () => {},
    )
    tell('all')
  }
  function on(): void {
    if (isIoRedis) client.on('message', onMessage as never)
    for (const event of LOST) client.on(event, onLost)
    for (const event of MADE) client.on(event, onMade)
  }
  function off(): void {
    if (isIoRedis) client.off('message', onMessage as never)
    for (const event of LOST) client.off(event, onLost)
    for (const event of MADE) client.off(event, onMade)
    const ended = isIoRedis ? client.unsubscribe(channel) : client.unsubscribe(channel, onTold as never)
    ended.then(
      () => {},
      () => {},
    )
  }
  function end(): void {
    if (listeners.size > 0) return
    try {
      off()
    } catch {
      // a client that is closed already has nothing to end
    }
  }

  return {
    subscribe(listener) {
      const own: ConsentListener = (changed) => listener(changed)
      if (listeners.size === 0) on()
      listeners.add(own)
      void attend()
      return () => {
        if (listeners.delete(own)) end()
      }
    },
    close() {
      if (listeners.size === 0) return
      listeners.clear()
      end()
    },
  }
}
