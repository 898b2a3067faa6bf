import { train } from './train.js'
import { contendersOf, rowOf, flat2 as flat } from './bulk.js'
import { memoryStore } from '../src/stores/memory.js'
import { brand } from '../src/core/enforce/brand.js'
import { maskOf } from '../src/core/enforce/mask/mask.js'
import { emitLeaf, emitMasked } from '../src/core/enforce/emit.js'
await train()
const N = Number(process.argv[2] ?? 10_000)
const mode = process.argv[3] ?? 'loop'
const NOW = Date.UTC(2026, 5, 1)
const cs = await contendersOf(N)
const hand = cs[0]!
const rows = Array.from({ length: 100_000 }, (_, i) => rowOf(i, i % N))
const pages = Array.from({ length: 100 }, (_, i) => rows.slice(i * 1000, (i + 1) * 1000))
const store = memoryStore()
for (let i = 0; i < N; i++) {
  const expiresAt = NOW + ((i % 900) + 1) * 86_400_000
  if (i % 20 === 0) continue
  store.append({ id: `event-${i}`, action: 'give', person: { id: `m-${i}`, population: 'person' }, at: NOW - 1, purposes: [{ purpose: 'mail', via: 'mail', terms: 1 }], expiresAt })
}
const node = { types: new Set(['string']) } as never
const hash = (x: string) => x
const keys = ['id', 'member', 'city', 'grade', 'phone', 'code', 'street']
const emits = [emitLeaf(node), emitLeaf(node), emitLeaf(node), emitLeaf(node), emitMasked(node, maskOf({ op: 'mask', last: 4 } as never, hash)), emitMasked(node, maskOf({ op: 'mask', first: 3 } as never, hash)), emitMasked(node, maskOf({ op: 'redact' } as never, hash))]
const count = keys.length
function ViewLoop(this: any, row: any) {
  for (let i = 0; i < count; i++) { const k = keys[i]!; const v = emits[i]!(row[k]); if (v !== undefined) this[k] = v }
}
const [k0, k1, k2, k3, k4, k5, k6] = keys as any
const [e0, e1, e2, e3, e4, e5, e6] = emits as any
function ViewUnrolled(this: any, r: any) {
  let v
  v = e0(r[k0]); if (v !== undefined) this[k0] = v
  v = e1(r[k1]); if (v !== undefined) this[k1] = v
  v = e2(r[k2]); if (v !== undefined) this[k2] = v
  v = e3(r[k3]); if (v !== undefined) this[k3] = v
  v = e4(r[k4]); if (v !== undefined) this[k4] = v
  v = e5(r[k5]); if (v !== undefined) this[k5] = v
  v = e6(r[k6]); if (v !== undefined) this[k6] = v
}
const V: any = mode.includes('unrolled') ? ViewUnrolled : ViewLoop
V.prototype = null
// pollute
if (mode.includes('poly')) for (let s = 0; s < 30; s++) {
  const save = [...keys]
  for (let i = 0; i < 7; i++) keys[i] = `f${s}x${i}`
  for (let j = 0; j < 300; j++) { const r: any = {}; for (const k of keys) r[k] = 'value 12345'; new V(r) }
  for (let i = 0; i < 7; i++) keys[i] = save[i]!
}
const manifest = { purpose: 'mail', resource: 'order', withheld: [] }
function isPlain(o: object) { return Object.getPrototypeOf(o) === Object.prototype }
function page(rows: any[]) {
  const n = rows.length
  const people = new Array(n)
  for (let i = 0; i < n; i++) {
    const row = rows[i]
    if (!isPlain(row)) throw 0
    const id = row.member
    if (typeof id !== 'string' || id === '') throw 0
    people[i] = { id, population: 'person' }
  }
  const states: any = store.lookup(people)
  const views: object[] = []
  const refused: any[] = []
  const mine: any[] = []
  for (let i = 0; i < n; i++) {
    const s = states[i]
    if (s.person !== people[i]) throw 0
    const e = s.purposes['mail']
    if (e === undefined || e.given === undefined || !(e.given.expiresAt > NOW)) { refused.push({ index: i, reason: 'consent_missing', rule: '' }); continue }
    const v = new V(rows[i])
    brand.stamp(v, manifest)
    mine.push(people[i])
    views.push(v)
  }
  return { views, refused, mine }
}
const run = () => { let s = 0; for (const p of pages) s += page(p).views.length; return s }
const cpu = async (f: any) => { globalThis.gc?.(); const t = process.cpuUsage(); await f(); const u = process.cpuUsage(t); return (u.user + u.system) * 1000 / 1e5 }
const A: number[] = [], B: number[] = []
for (let i = 0; i < 25; i++) { A.push(await cpu(hand.run)); B.push(await cpu(run)) }
const med = (x: number[]) => x.slice(4).sort((a, b) => a - b)[10]!
console.log(mode, N, 'hand', med(A), 'lean', med(B), 'ratio', (med(B) / med(A)).toFixed(2))
const only = async (name: string, f: () => number) => { const x: number[] = []; for (let i = 0; i < 15; i++) x.push(await cpu(f)); console.log('  ', name, x.slice(4).sort((a, b) => a - b)[5]) }
await only('people', () => { let s = 0; for (const p of pages) { const q = new Array(1000); for (let i = 0; i < 1000; i++) q[i] = { id: p[i]!.member, population: 'person' }; s += q.length } return s })
const qs = pages.map((p) => p.map((r) => ({ id: r.member, population: 'person' })))
await only('lookup', () => { let s = 0; for (const q of qs) s += store.lookup(q).length; return s })
await only('views', () => { let s = 0; for (const p of pages) { const q = new Array(1000); for (let i = 0; i < 1000; i++) q[i] = new V(p[i]); s += q.length } return s })
await only('views+stamp', () => { let s = 0; for (const p of pages) { const q = new Array(1000); for (let i = 0; i < 1000; i++) { const v = new V(p[i]); brand.stamp(v, manifest); q[i] = v }; s += q.length } return s })
await only('hand views', () => { let s = 0; for (const p of pages) { const q = new Array(1000); for (let i = 0; i < 1000; i++) { const row = p[i]!; q[i] = { id: row.id, member: row.member, city: row.city, grade: row.grade, phone: row.phone.length < 8 ? '********' : '********' + row.phone.slice(-4), code: row.code.length < 6 ? '********' : row.code.slice(0, 3) + '********', street: '********' } }; s += q.length } return s })
