/**
 * What a million people with 16 purposes each cost in `memoryStore`: state, times and the history, all included.
 * `npm run bench consent-memory [people [cases]]`; lookups are pages of 1,000 random people, in CPU time beside `Map.get`.
 */
import type { ConsentEvent, Person } from '../src/index.js'
import { memoryStore } from '../src/stores/memory.js'

const PEOPLE = Number(process.argv[2] ?? 1_000_000)
const CASES = Number(process.argv[3] ?? Number.POSITIVE_INFINITY)
const LOOKUPS = 200_000
const PAGE = 1_000
const ROUNDS = 5
const START = Date.UTC(2026, 0, 1)
const DAY = 86_400_000
const PURPOSES = Array.from({ length: 16 }, (_, i) => `purpose_${i}`)

interface Case {
  readonly name: string
  readonly id: (i: number) => string
  readonly events: (i: number, person: Person) => ConsentEvent[]
}

const cases: Case[] = [
  {
    name: 'UUID ids, each with an expiry of its own',
    id: (i) => uuid(i, 4),
    events: (i, person) => [give(i, person, at(i) + 365 * DAY)],
  },
  {
    name: 'UUID ids, one expiry for all',
    id: (i) => uuid(i, 4),
    events: (i, person) => [give(i, person, START + 900 * DAY)],
  },
  {
    name: 'UUID ids, expiry by the day',
    id: (i) => uuid(i, 4),
    events: (i, person) => [give(i, person, START + (i % 365) * DAY)],
  },
  {
    name: 'short ids (m-123456), each with its expiry',
    id: (i) => flat(`m-${i}`),
    events: (i, person) => [give(i, person, at(i) + 365 * DAY)],
  },
  {
    name: 'UUID ids, any of 65,536 sets of purposes',
    id: (i) => uuid(i, 4),
    events: (i, person) => [give(i, person, at(i) + 365 * DAY, some(i))],
  },
  {
    name: 'UUID ids, given and one withdrawn later',
    id: (i) => uuid(i, 4),
    events: (i, person) => [give(i, person), withdraw(i, person)],
  },
]

console.log(
  `${PEOPLE.toLocaleString('en')} people, 16 purposes, Node ${process.version}; lookups by the page of ${PAGE}, ratio to Map.get`,
)
for (const each of cases.slice(0, CASES)) measure(each)

function measure({ name, id, events }: Case): void {
  const before = used()
  const store = memoryStore()
  const started = process.cpuUsage()
  let ids = 0
  for (let i = 0; i < PEOPLE; i++) {
    ids += Buffer.byteLength(id(i))
    for (const event of events(i, { id: id(i), population: 'member' })) store.append(event)
  }
  const each = process.cpuUsage(started).user / PEOPLE
  const bytes = (used() - before) / PEOPLE
  const beside = bytes - ids / PEOPLE

  const map = new Map(Array.from({ length: PEOPLE }, (_, i) => [id(i), i]))
  const asked = Array.from(
    { length: LOOKUPS },
    (_, i): Person => ({ id: id((i * 7_919) % PEOPLE), population: 'member' }),
  )
  const ratios: number[] = []
  let ns = 0
  for (let round = 0; round < ROUNDS; round++) {
    const plain = time(() => asked.reduce((sum, person) => sum + map.get(person.id as string)!, 0))
    ns = time(() => {
      let found = 0
      for (let from = 0; from < LOOKUPS; from += PAGE) {
        for (const state of store.lookup(asked.slice(from, from + PAGE)))
          found += state.purposes['purpose_3'] ? 1 : 0
      }
      return found
    })
    ratios.push(ns / plain)
  }
  const ratio = ratios.sort((a, b) => a - b)[ROUNDS >> 1]!
  console.log(
    `${name.padEnd(44)} ${beside.toFixed(1).padStart(6)} B beside the id (${bytes.toFixed(1)} with it)` +
      `   lookup ${ratio.toFixed(2)}x (${((ns / LOOKUPS) * 1e6).toFixed(0)} ns)   append ${each.toFixed(1)} us`,
  )
  if (store.size !== PEOPLE) throw new Error('somebody is missing')
}

function give(i: number, person: Person, expiresAt?: number, purposes = PURPOSES): ConsentEvent {
  return {
    id: uuid(i, 7),
    action: 'give',
    person,
    at: at(i),
    purposes: purposes.map((purpose) => ({ purpose, via: purpose, terms: 2 })),
    ...(expiresAt !== undefined && { expiresAt }),
    version: '2026-11-01',
    method: 'form',
  }
}

function withdraw(i: number, person: Person): ConsentEvent {
  const purpose = PURPOSES[i % 16]!
  return {
    id: uuid(i + 1e8, 7),
    action: 'withdraw',
    person,
    at: at(i + 1e8),
    purposes: [{ purpose, via: purpose }],
  }
}

function some(i: number): string[] {
  return PURPOSES.filter((_, bit) => (scramble(i) >>> bit) & 1)
}

function at(i: number): number {
  return START + i * 37
}

/** Version 7 begins with the time of event `i`. */
function uuid(i: number, version: 4 | 7): string {
  const hex = [i, i + 1e9, i + 2e9, i + 3e9].map((n) => scramble(n).toString(16).padStart(8, '0')).join('')
  const head = version === 7 ? at(i).toString(16).padStart(12, '0') : hex.slice(0, 12)
  return flat(
    `${head.slice(0, 8)}-${head.slice(8)}-${version}${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`,
  )
}

/** A string of its own, not a rope of parts, as ids come from a database. */
function flat(text: string): string {
  return Buffer.from(text).toString('latin1')
}

function scramble(n: number): number {
  let h = Math.imul(n ^ (n >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

function used(): number {
  for (let i = 0; i < 3; i++) globalThis.gc!()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

function time(work: () => number): number {
  const started = process.cpuUsage()
  if (work() < 0) throw new Error('nothing was done')
  return process.cpuUsage(started).user / 1_000
}
