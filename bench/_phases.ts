import { train } from './train.js'
import { contendersOf } from './bulk.js'
import * as R from '../src/core/release/release.js'
await train()
const cs = await contendersOf(Number(process.argv[2] ?? 10_000))
const c = cs.find((x) => x.name.startsWith('readMany'))!
const hand = cs[0]!
for (let i = 0; i < 6; i++) { await hand.run(); await c.run() }
;(globalThis as any).__ph = {}
const N = 15
let t0 = process.cpuUsage()
for (let i = 0; i < N; i++) await hand.run()
let h = process.cpuUsage(t0)
t0 = process.cpuUsage()
for (let i = 0; i < N; i++) await c.run()
let u = process.cpuUsage(t0)
console.log('hand', ((h.user + h.system) * 1000) / N / 1e5, 'ours', ((u.user + u.system) * 1000) / N / 1e5)
for (const [k, v] of Object.entries((globalThis as any).__ph)) console.log(k, Math.round(Number(v) / N / 1e5), 'ns/row')
