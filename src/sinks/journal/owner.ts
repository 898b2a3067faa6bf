import { randomUUID } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { threadId } from 'node:worker_threads'

/** Who holds a lock: a thread of a process of a machine that was started once. */
export interface Owner {
  readonly token: string
  readonly host: string
  readonly boot: string
  /** The namespace in which `pid` means something: each container has its own, and in each there is a process 1. */
  readonly namespace: string
  readonly pid: number
  /** The thread as the system knows it, where it does; else as Node does. */
  readonly thread: string
  /** When the thread was started, in ticks since boot: another that has got its number has another start. */
  readonly started: string
}

/** This thread of this process; a new token each time. */
export function thisOwner(): Owner {
  const thread = quietly(() => readlinkSync('/proc/thread-self')) ?? ''
  return {
    token: randomUUID(),
    ...machine(),
    pid: process.pid,
    thread: thread || `node/${threadId}`,
    started: startOf(thread) ?? '',
  }
}

/**
 * Whether `owner` still runs; undefined when that cannot be known from here, because it is, or was, on another machine or in
 * another container.
 */
export function runs(owner: Owner): boolean | undefined {
  const here = machine()
  if (owner.host !== here.host || owner.boot !== here.boot || owner.namespace !== here.namespace)
    return undefined
  if (owner.started !== '') return startOf(owner.thread) === owner.started
  try {
    process.kill(owner.pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Undefined for bytes that name no owner. */
export function readOwner(bytes: Buffer | undefined): Owner | undefined {
  try {
    const { token, host, boot, namespace, pid, thread, started } = JSON.parse(
      bytes?.toString() ?? '',
    ) as Owner
    const texts = [token, host, boot, namespace, thread, started]
    const known = texts.every((text) => typeof text === 'string') && Number.isSafeInteger(pid)
    if (!known || !/^[0-9a-f-]{36}$/.test(token)) return undefined
    return { token, host, boot, namespace, pid, thread, started }
  } catch {
    return undefined
  }
}

function machine(): Pick<Owner, 'host' | 'boot' | 'namespace'> {
  return {
    host: hostname(),
    boot: quietly(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()) ?? '',
    namespace: quietly(() => readlinkSync('/proc/self/ns/pid')) ?? '',
  }
}

/** The 22nd field of a thread's `stat`; its second, a name in parentheses, may hold spaces. */
function startOf(thread: string): string | undefined {
  if (!/^\d+\/task\/\d+$/.test(thread)) return undefined
  const stat = quietly(() => readFileSync(`/proc/${thread}/stat`, 'utf8'))
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
}

function quietly<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch {
    return undefined
  }
}
