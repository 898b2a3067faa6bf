import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** A real `redis-server` of our own, in a folder of its own. */
export interface Server {
  readonly port: number
  start(): Promise<void>
  /** As a crash would. */
  kill(): Promise<void>
  /** Freezes it: connections stay, nothing is answered; false: goes on. */
  freeze(on: boolean): void
  stop(): Promise<void>
}

/** Whether there is a `redis-server`: said loudly where there is none, and an error in CI. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0
if (!hasRedis) {
  console.warn(
    "SKIPPED: everything about a real Redis; there is no `redis-server` (Debian's package of that name)",
  )
  if (process.env['CI']) throw new Error('CI needs `redis-server`: apt-get install redis-server')
}

/** What the store asks for: nothing acknowledged is lost when the process is killed. */
const SAFE = { appendonly: 'yes', appendfsync: 'everysec', save: '' }

export async function createRedis(settings: { readonly [name: string]: string } = {}): Promise<Server> {
  const home = mkdtempSync(join(tmpdir(), 'purposebound-redis-'))
  const port = await freePort()
  let redis: ChildProcess | undefined

  async function start(): Promise<void> {
    const given = { ...SAFE, bind: '127.0.0.1', port: String(port), dir: home, daemonize: 'no', ...settings }
    const child = spawn('redis-server', ['-'], { cwd: home, stdio: ['pipe', 'pipe', 'inherit'] })
    child.stdin.end(
      Object.entries(given)
        .map(([name, value]) => `${name} ${value === '' ? '""' : value}\n`)
        .join(''),
    )
    redis = child
    const said: string[] = []
    for await (const line of createInterface({ input: child.stdout })) {
      said.push(line)
      if (line.includes('Ready to accept connections')) break
    }
    if (!said.at(-1)?.includes('Ready')) throw new Error(`redis-server: ${said.join('\n')}`)
    child.stdout.resume()
  }

  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = redis
    redis = undefined
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    await ended
  }

  await start()
  return {
    port,
    start,
    kill: () => end('SIGKILL'),
    freeze: (on) => void redis?.kill(on ? 'SIGSTOP' : 'SIGCONT'),
    async stop() {
      await end('SIGKILL')
      rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
    },
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const socket = createServer().listen(0, '127.0.0.1', () => {
      const { port } = socket.address() as { readonly port: number }
      socket.close(() => resolve(port))
    })
  })
}
