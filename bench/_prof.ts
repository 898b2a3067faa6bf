import { contendersOf as bulk } from './bulk.js'
import { contendersOf as dec } from './decide.js'
import { train } from './train.js'

await train()
const which = process.argv[2]
const cs = which === 'bulk' ? await bulk(10_000) : which === 'bulk100' ? await bulk(100_000) : dec(2, 10)
const name = process.argv[3]!
const c = cs.find((x) => x.name.startsWith(name))!
const n = Number(process.argv[4] ?? 20)
for (let i = 0; i < 3; i++) await c.run()
const t = process.cpuUsage()
for (let i = 0; i < n; i++) await c.run()
const u = process.cpuUsage(t)
console.log(name, ((u.user + u.system) * 1000) / n / (which?.startsWith('bulk') ? 100_000 : 20_000), 'ns')
