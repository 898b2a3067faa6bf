import { contendersOf as dec } from './decide.js'
import { train } from './train.js'
if (process.argv[3] === 'train') await train()
const cs = dec(2, 10)
const c = cs.find((x) => x.name.startsWith('access'))!
const casl = cs[0]!
