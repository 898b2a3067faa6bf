import { memoryStore } from '../src/stores/memory.js'

const N = Number(process.argv[2] ?? 100_000)
const NOW = Date.UTC(2026, 5, 1)
const flat = (t: string) => Buffer.from(t).toString('latin1')
const store = memoryStore()
const map = new Map<string, { given: boolean; expiresAt: number }>()
for (let i = 0; i < N; i++) {
  const expiresAt = NOW + ((i % 900) + 1) * 86_400_000
  map.set(flat(`m-${i}`), { given: i % 20 !== 0, expiresAt })
  if (i % 20 === 0) continue
  store.append({
    id: `event-${i}`,
    action: 'give',
    person: { id: `m-${i}`, population: 'person' },
    at: NOW - 1,
    purposes: [{ purpose: 'mail', via: 'mail', terms: 1 }],
    expiresAt,
  })
}
const qs = Array.from({ length: 100 }, (_, p) =>
  Array.from({ length: 1000 }, (_, i) => ({ id: flat(`m-${(p * 1000 + i) % N}`), population: 'person' })),
)
const only = (name: string, f: () => number) => {
  const x: number[] = []
  for (let i = 0; i < 25; i++) {
    const t = process.cpuUsage()
    f()
    const u = process.cpuUsage(t)
    x.push(((u.user + u.system) * 1000) / 1e5)
  }
  console.log('  ', name, x.slice(4).sort((a, b) => a - b)[10])
}
for (let r = 0; r < Number(process.argv[3] ?? 1); r++) {
  only('lookup', () => {
    let s = 0
    for (const q of qs) s += store.lookup(q).length
    return s
  })
  only('map', () => {
    let s = 0
    for (const q of qs) for (const p of q) s += map.get(p.id)!.expiresAt > NOW ? 1 : 0
    return s
  })
}
