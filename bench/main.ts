/**
 * The library beside plain CASL and beside a hand-written loop, interleaved in one run.
 * `npm run bench` for all; `npm run bench main decide bulk import` for some. Goals: docs/numbers.md.
 */
import { cpus } from 'node:os'
import { benchBulk } from './bulk.js'
import { benchDecide } from './decide.js'
import { benchImport } from './import.js'
import { train } from './train.js'

const ROUNDS = 11
const asked = process.argv.slice(2)
const wants = (name: string) => asked.length === 0 || asked.includes(name)

console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model}`)
console.log(`CPU time, median of ${ROUNDS} interleaved rounds; ratio (min..max), each taken inside one round`)
await train()
if (wants('decide')) await benchDecide(ROUNDS)
if (wants('bulk')) await benchBulk(ROUNDS)
if (wants('import')) benchImport(ROUNDS)
