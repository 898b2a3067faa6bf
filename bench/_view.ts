import { emitLeaf, emitMasked } from '../src/core/enforce/emit.js'
import { maskOf } from '../src/core/enforce/mask/mask.js'
import { rowOf } from './bulk.js'
import { train } from './train.js'

await train()
const rows = Array.from({ length: 100_000 }, (_, i) => rowOf(i, i))
const node = { types: new Set(['string']) } as never
const hash = (x: string) => x
const keys = ['id', 'member', 'city', 'grade', 'phone', 'code', 'street']
const clear = keys.map(() => emitLeaf(node))
const emits = [
  ...clear.slice(0, 4),
  emitMasked(node, maskOf({ op: 'mask', last: 4 } as never, hash)),
  emitMasked(node, maskOf({ op: 'mask', first: 3 } as never, hash)),
  emitMasked(node, maskOf({ op: 'redact' } as never, hash)),
]
function make(keys: string[], emits: any[]) {
  const count = keys.length
  function View(this: any, row: any) {
    for (let i = 0; i < count; i++) {
      const k = keys[i]!
      const v = emits[i]!(row[k])
      if (v !== undefined) this[k] = v
    }
  }
  View.prototype = null
  return View as any
}
function makeNone(keys: string[]) {
  const count = keys.length
  function View(this: any, row: any) {
    for (let i = 0; i < count; i++) {
      const k = keys[i]!
      const v = row[k]
      if (v !== undefined) this[k] = v
    }
  }
  View.prototype = null
  return View as any
}
function makeUn(keys: string[]) {
  const [k0, k1, k2, k3, k4, k5, k6] = keys as any
  function View(this: any, row: any) {
    let v
    v = row[k0]
    if (v !== undefined) this[k0] = v
    v = row[k1]
    if (v !== undefined) this[k1] = v
    v = row[k2]
    if (v !== undefined) this[k2] = v
    v = row[k3]
    if (v !== undefined) this[k3] = v
    v = row[k4]
    if (v !== undefined) this[k4] = v
    v = row[k5]
    if (v !== undefined) this[k5] = v
    v = row[k6]
    if (v !== undefined) this[k6] = v
  }
  View.prototype = null
  return View as any
}
const gcs = process.argv[2] !== 'warm'
const cpu = (f: any) => {
  if (gcs) globalThis.gc?.()
  const t = process.cpuUsage()
  f()
  const u = process.cpuUsage(t)
  return ((u.user + u.system) * 1000) / 1e5
}
const only = (name: string, f: (row: any) => unknown) => {
  const x: number[] = []
  for (let i = 0; i < 21; i++)
    x.push(
      cpu(() => {
        let keep: any[] = []
        for (let j = 0; j < rows.length; j++) {
          if (j % 1000 === 0) keep = []
          keep.push(f(rows[j]))
        }
      }),
    )
  console.log('  ', name.padEnd(30), x.slice(4).sort((a, b) => a - b)[8])
}
// train with others
for (const mk of [makeNone, makeUn])
  for (let s = 0; s < 30; s++) {
    const ks = Array.from({ length: 7 }, (_, i) => `f${s}x${i}`)
    const V = mk(ks)
    for (let j = 0; j < 300; j++) {
      const r: any = {}
      for (const k of ks) r[k] = 'value 12345'
      new V(r)
    }
  }
for (let s = 0; s < 30; s++) {
  const ks = Array.from({ length: 7 }, (_, i) => `f${s}x${i}`)
  const V = make(ks, emits)
  for (let j = 0; j < 300; j++) {
    const r: any = {}
    for (const k of ks) r[k] = 'value 12345'
    new V(r)
  }
}
const A = make(keys, clear),
  B = make(keys, emits),
  C = makeNone(keys),
  D = makeUn(keys)
const F = '********'
only('hand literal clear', (row) => ({
  id: row.id,
  member: row.member,
  city: row.city,
  grade: row.grade,
  phone: row.phone,
  code: row.code,
  street: row.street,
}))
only('hand literal masks', (row) => ({
  id: row.id,
  member: row.member,
  city: row.city,
  grade: row.grade,
  phone: row.phone.length < 8 ? F : F + row.phone.slice(-4),
  code: row.code.length < 6 ? F : row.code.slice(0, 3) + F,
  street: F,
}))
only('loop no emits', (row) => new C(row))
only('unrolled no emits', (row) => new D(row))
only('loop clear emits', (row) => new A(row))
only('loop masks', (row) => new B(row))
const m = [
  maskOf({ op: 'mask', last: 4 } as never, hash),
  maskOf({ op: 'mask', first: 3 } as never, hash),
  maskOf({ op: 'redact' } as never, hash),
]
only(
  '3 masks',
  (row) =>
    (m[0]!(row.phone) as any).length + (m[1]!(row.code) as any).length + (m[2]!(row.street) as any).length,
)
