import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Orders } from './orders.js'

/** What a writer said, and how it ended. */
export interface Told {
  /** Requests whose data was handed out. */
  readonly released: readonly string[]
  /** Requests that were denied, by the reason. */
  readonly denied: ReadonlyMap<string, string>
  /** All outcomes in the order they came, `+` or the reason. */
  readonly outcomes: readonly string[]
  /** What must never be: an unhandled rejection, an error that is none of ours. */
  readonly wrong: readonly string[]
  /** Why it could not be opened at first. */
  readonly unopened: readonly string[]
  readonly closed: string | undefined
  readonly ended: number | string | null
}

export interface Running {
  readonly told: Promise<Told>
  readonly pid: number
  kill(): void
}

export interface RunOptions {
  /** Goes before the command: `strace` and its arguments. */
  readonly before?: readonly string[]
  readonly env?: { readonly [name: string]: string }
  readonly nodeArgs?: readonly string[]
  /** Told of each line as it comes. */
  readonly onLine?: (line: string) => void
}

/** Starts a writer in a process of its own. */
export function runWriter(bundle: string, orders: Orders, options: RunOptions = {}): Running {
  const { before = [], env = {}, nodeArgs = [], onLine = () => {} } = options
  const [command = '', ...args] = [...before, process.execPath, ...nodeArgs, bundle, JSON.stringify(orders)]
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  })
  const ended = new Promise<number | string | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve(signal ?? code))
  })
  return {
    pid: child.pid ?? -1,
    kill: () => void child.kill('SIGKILL'),
    told: listen(createInterface({ input: child.stdout }), ended, onLine),
  }
}

async function listen(
  lines: AsyncIterable<string>,
  ended: Promise<number | string | null>,
  onLine: (line: string) => void,
): Promise<Told> {
  const released: string[] = []
  const denied = new Map<string, string>()
  const outcomes: string[] = []
  const wrong: string[] = []
  const unopened: string[] = []
  let closed: string | undefined
  for await (const line of lines) {
    onLine(line)
    if (line.includes('!')) wrong.push(line)
    const [word = '', rest = ''] = line.split(' ')
    if (word.startsWith('+')) {
      released.push(word.slice(1))
      outcomes.push('+')
    } else if (word.startsWith('-')) {
      denied.set(word.slice(1), rest)
      outcomes.push(rest)
    } else if (word === 'unopened') unopened.push(rest)
    else if (word === 'close') closed = line
  }
  return { released, denied, outcomes, wrong, unopened, closed, ended: await ended }
}
