/**
 * The audit trail beside what it is measured by, interleaved in one run, on the disk of this repository.
 * `npm run bench audit` for all; `npm run bench audit commit buffered stream` for some. Goals: docs/numbers.md.
 */
import { cpus } from 'node:os'
import { benchBuffered } from './audit-buffered.js'
import { benchCommit } from './audit-commit.js'
import { benchStream } from './audit-stream.js'
import { nameOfDisk, onDisk } from './disk.js'

const ROUNDS = 11
const asked = process.argv.slice(2)
const wants = (name: string) => asked.length === 0 || asked.includes(name)
const folder = onDisk()

console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model}; ${nameOfDisk(folder)}`)
console.log(`median of ${ROUNDS} interleaved rounds; ratio (min..max), each taken inside one round`)
if (wants('commit')) await benchCommit(folder, ROUNDS)
if (wants('buffered')) await benchBuffered(folder, ROUNDS)
if (wants('stream')) await benchStream(folder, ROUNDS)
