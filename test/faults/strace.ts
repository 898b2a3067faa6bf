import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** A fault of the system, at one call of a writer. */
export interface Fault {
  readonly call: string
  /** `error=EIO`, or `signal=KILL`: killed as the call begins. */
  readonly what: string
  /** Which call of a thread: `3` the third only, `3+` the third and all that follow. */
  readonly when: string
}

/** Every call by which a log is found, created, written, renamed and cut: a test holds this list to what is called. */
export const CALLS = [
  ...['openat', 'write', 'fdatasync', 'fsync', 'ftruncate', 'close', 'rename', 'link', 'unlink', 'mkdir'],
  ...['statx', 'newfstatat', 'lstat', 'statfs', 'getdents64', 'read', 'pread64'], // lstat: Node 24 alone
]
export const ERRORS = ['EIO', 'ENOSPC', 'EDQUOT', 'EROFS', 'EINTR', 'EAGAIN', 'EMFILE']

/** Undefined where strace works; else why not. */
export function withoutStrace(): string | undefined {
  const args = ['-qq', '-e', 'trace=chdir', '-e', 'inject=chdir:error=EIO', '/bin/sh', '-c', 'cd /']
  const { error, status, stderr } = spawnSync('strace', args, { encoding: 'utf8' })
  if (error) return `strace cannot be started: ${error.message}`
  return stderr.includes('INJECTED') ? undefined : `strace cannot trace here (status ${status}): ${stderr}`
}

/**
 * What goes before a command so that `fault` strikes it in `folder` and nowhere else; what was called stands in `report`.
 *
 * strace counts the calls of each thread for itself: with one thread in the pool of Node the third write is the third.
 */
export function straceOf(
  fault: Fault | undefined,
  folder: string,
  report: string,
  files: readonly string[],
): string[] {
  const paths = [folder, ...files.map((file) => join(folder, file))].flatMap((path) => ['-P', path])
  return [
    ...['strace', '-f', '-qq', '-s', '0', '-o', report, ...paths],
    ...(fault ? ['-e', `inject=${fault.call}:${fault.what}:when=${fault.when}`] : []),
  ]
}

/** A call as strace reports it, once it has returned. */
export interface Call {
  readonly name: string
  readonly text: string
  /** The first argument, where that is the number of an open file. */
  readonly fd: number
  readonly result: number
  readonly injected: boolean
}

/** The calls in the order in which they returned. */
export function readReport(text: string): readonly Call[] {
  const begun = new Map<string, string>()
  return text.split('\n').flatMap((line) => {
    const [, thread = '', rest = ''] = /^(\d+) +(.*)$/.exec(line) ?? []
    if (rest.endsWith('<unfinished ...>')) {
      begun.set(thread, rest.slice(0, -'<unfinished ...>'.length))
      return []
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest)
    const whole = resumed ? `${begun.get(thread) ?? ''}${resumed[1]}` : rest
    const [, name, fd, result] = /^(\w+)\((\d+)?.*\) += (-?\d+)/.exec(whole) ?? []
    if (name === undefined) return []
    const injected = whole.includes('(INJECTED')
    return [{ name, text: whole, fd: Number(fd ?? -1), result: Number(result), injected }]
  })
}

/** What was done with a file after an fsync of it had failed, other than to close it: nothing may be. */
export function usesOfPoisoned(calls: readonly Call[]): readonly string[] {
  const poisoned = new Set<number>()
  return calls.flatMap(({ name, text, fd, result, injected }) => {
    if (name === 'openat') poisoned.delete(result)
    if (name === 'close') poisoned.delete(fd)
    const uses = poisoned.has(fd) && ['write', 'pwrite64', 'writev', 'fsync', 'fdatasync'].includes(name)
    // an interrupted one has not failed: libuv itself calls it again
    const failed = injected && !text.includes(' EINTR ')
    if ((name === 'fsync' || name === 'fdatasync') && failed) poisoned.add(fd)
    return uses ? [text] : []
  })
}
