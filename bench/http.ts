/**
 * What a purpose check costs a request: CPU of the server, measured in its own process while another one asks, in turn.
 * autocannon's rates stand beside it: they swing by more than what is measured. `npm run bench http`.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import express from 'express'
import fastify from 'fastify'
import { z } from 'zod'
import { purposebound as forExpress } from '../src/express/index.js'
import { purposebound as forFastify } from '../src/fastify/index.js'
import { type AuditOption, createGate, definePolicy } from '../src/index.js'
import { fileSink } from '../src/sinks/file.js'
import { memoryStore } from '../src/stores/memory.js'
import { spreadOf } from './rounds.js'
import { train } from './train.js'

const ROUNDS = Number(process.argv[2] ?? 11)
const REQUESTS = 5000
const CONNECTIONS = 10

const policy = definePolicy({
  name: 'shop',
  version: '1',
  categories: ['identity', 'contact', 'payment'],
  resources: {
    member: {
      schema: z.object({
        id: z.string(),
        repId: z.string(),
        name: z.string(),
        email: z.email(),
        cardNumber: z.string(),
      }),
      subject: 'id',
      fields: {
        id: 'key',
        repId: 'key',
        name: 'identity',
        email: 'contact',
        cardNumber: { category: 'payment', mask: 'card', ceiling: 'masked' },
      },
    },
  },
  purposes: { support: { title: 'Support', basis: 'contract', uses: ['identity', 'contact', 'payment'] } },
  roles: {
    agent: {
      purposes: ['support'],
      sees: { identity: 'clear', contact: 'clear', payment: 'masked' },
      where: { member: { repId: { $actor: 'id' } } },
    },
  },
})
const row = {
  id: 'm-1',
  repId: 'a-17',
  name: 'Aiko Sato',
  email: 'aiko@example.com',
  cardNumber: '4242424242424242',
}
const plain = { ...row, cardNumber: '************4242' }
const resolveActor = () => ({ id: 'a-17', roles: ['agent'] as const })

const folder = mkdtempSync(join(tmpdir(), 'purposebound-bench-'))
const keys = { current: 'k1', k1: new Uint8Array(32).fill(7) }
const gateOf = (audit: AuditOption) =>
  createGate({ policy, consents: memoryStore(), audit, keys, onWarning: () => {} })
const opened: ReturnType<typeof gateOf>[] = []
const open = (audit: AuditOption) => {
  const gate = gateOf(audit)
  opened.push(gate)
  return gate
}
const noop = () => open({ name: 'nothing', durability: 'disk', write() {} })
const buffered = () =>
  open({ sinks: [fileSink({ path: join(folder, `${Math.random()}.jsonl`) })], delivery: 'buffered' })

type Gate = ReturnType<typeof gateOf>
async function overFastify(gate?: Gate, options: object = {}): Promise<Server> {
  const app = fastify()
  if (gate) {
    await app.register(forFastify, { gate, resolveActor, ...options } as never)
    app.get('/members/:id', { config: { purpose: 'support' } } as object, async (request) =>
      (request as unknown as { access: ReturnType<Gate['for']> }).access.read('member', row),
    )
  } else app.get('/members/:id', async () => plain)
  await app.ready()
  return app.server
}
async function overExpress(gate?: Gate, options: object = {}): Promise<Server> {
  const app = express()
  if (gate) {
    const { protect, purpose } = forExpress<typeof policy>({ gate, resolveActor, ...options })
    protect(app)
    app.get(
      '/members/:id',
      purpose('support'),
      async (req, res) => void res.json(await req.access.read('member', row)),
    )
  } else app.get('/members/:id', async (_req, res) => void res.json(plain))
  return createServer(app)
}

interface Contender {
  readonly name: string
  readonly goal?: number
  readonly open: () => Promise<Server>
}
const strict = { requireView: true, enforce: 'all' }
const RACES: readonly (readonly Contender[])[] = [
  [
    { name: 'bare Fastify', open: () => overFastify() },
    { name: 'bare Fastify again: the noise', open: () => overFastify() },
    { name: 'a record to a no-op sink', goal: 1.2, open: () => overFastify(noop(), strict) },
    { name: 'a record to a buffered file', goal: 1.3, open: () => overFastify(buffered(), strict) },
  ],
  [
    { name: 'bare Express', open: () => overExpress() },
    { name: 'bare Express again: the noise', open: () => overExpress() },
    { name: 'a record to a no-op sink', goal: 1.2, open: () => overExpress(noop(), strict) },
    { name: 'a record to a buffered file', goal: 1.3, open: () => overExpress(buffered(), strict) },
  ],
]

/** Asks from a process of its own, and gives the rate that it saw. */
function load(server: Server): Promise<number> {
  const { port } = server.address() as AddressInfo
  const script = fileURLToPath(new URL('./load.js', import.meta.url))
  const args = [script, `http://127.0.0.1:${port}/members/m-1`, String(REQUESTS), String(CONNECTIONS)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (data) => {
      text += data
    })
    child.once('close', (code) => (code === 0 ? resolve(Number(text)) : reject(new Error('the load failed'))))
  })
}

async function race(contenders: readonly Contender[]): Promise<void> {
  const servers = await Promise.all(contenders.map(({ open }) => open()))
  await Promise.all(
    servers.map((server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))),
  )
  const cpu = contenders.map((): number[] => [])
  const rates = contenders.map((): number[] => [])
  for (let round = -1; round < ROUNDS; round++)
    for (let i = 0; i < servers.length; i++) {
      const index = (i + Math.abs(round)) % servers.length
      globalThis.gc?.()
      const before = process.cpuUsage()
      const rate = await load(servers[index] as Server)
      const { user, system } = process.cpuUsage(before)
      if (round < 0) continue
      cpu[index]?.push((user + system) / REQUESTS)
      rates[index]?.push(rate)
    }
  contenders.forEach(({ name, goal }, index) => {
    const own = cpu[index] as number[]
    const ratio = spreadOf(own.map((us, round) => us / (cpu[0]?.[round] as number)))
    const rate = spreadOf(rates[index] as number[])
    const verdict = goal === undefined ? '' : `goal ${goal}x ${ratio.median <= goal ? 'met' : 'MISSED'}`
    console.log(
      `  ${name.padEnd(36)}${spreadOf(own).median.toFixed(1).padStart(7)} us  ${ratio.median.toFixed(2)}x (${ratio.min.toFixed(2)}..${ratio.max.toFixed(2)})  ${rate.median.toFixed(0)}/s (${rate.min.toFixed(0)}..${rate.max.toFixed(0)})  ${verdict}`.trimEnd(),
    )
  })
  for (const server of servers) server.close()
}

console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model}`)
console.log(
  `CPU of the server a request, median of ${ROUNDS} interleaved rounds; ratio to the first (min..max); rate seen by autocannon`,
)
await train()
for (const [index, contenders] of RACES.entries()) {
  console.log(index === 0 ? '\nFastify 5' : '\nExpress 5')
  await race(contenders)
}
for (const gate of opened) await gate.close()
rmSync(folder, { recursive: true })
process.exit(0)
