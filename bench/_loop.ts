import { contendersOf } from './bulk.js'
import { contendersOf as dec } from './decide.js'
import { train } from './train.js'

await train()
const which = process.argv[2]!
const cs = which === 'decide' ? dec(2, 10) : await contendersOf(Number(which))
const c = cs.find((x) => x.name.startsWith(process.argv[3]!))!
for (let i = 0; i < Number(process.argv[4] ?? 100); i++) await c.run()
