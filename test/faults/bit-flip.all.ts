/** `npm run test:bits`: every single bit of a log of 1,000 records; or of as many as are asked for. */
import { linesOf, sample } from '../audit/build-log.js'
import { flip, type Missed } from './bit-flip.js'

const records = Number(process.argv[2] ?? 1000)
const lines = linesOf(Array.from({ length: records }, (_, index) => sample(index)))
const missed: Missed[] = []
let bits = 0
const began = performance.now()
for (const [seq, { line }] of lines.entries()) {
  missed.push(...flip(lines, seq))
  bits += line.length * 8
  if (seq % 50 === 49) process.stderr.write(`\r${seq + 1} records, ${bits.toLocaleString('en')} bits`)
}
const seconds = (performance.now() - began) / 1000
process.stderr.write('\r\u001b[2K')
for (const { seq, byte, bit, said } of missed.slice(0, 20))
  console.log(`missed: record ${seq}, byte ${byte}, bit ${bit}: ${said}`)
console.log(
  `${bits.toLocaleString('en')} bits of ${records.toLocaleString('en')} records flipped in ${seconds.toFixed(0)} s: ${missed.length === 0 ? 'each one found, in its own record' : `${missed.length} MISSED`}`,
)
process.exitCode = missed.length === 0 ? 0 : 1
