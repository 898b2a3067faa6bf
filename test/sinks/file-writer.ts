import { writeSync } from 'node:fs'
import { fileSink } from '../../src/sinks/file.js'
import { record } from './record.js'

/**
 * A process that writes records until it is killed, 20 callers at once, and says on standard output which are acknowledged
 * (`+id`) and which are not (`-code`).
 */
const [path = '', prefix = ''] = process.argv.slice(2)
const sink = fileSink({ path })
// with a handler, a file that may grow no further is an error and not the end
process.on('SIGXFSZ', () => {})

async function caller(name: string): Promise<never> {
  for (let i = 0; ; i++) {
    const id = `${prefix}-${name}-${i}`
    try {
      await sink.write([record(id, { justification: 'x'.repeat(500) })])
      writeSync(1, `+${id}\n`)
    } catch (error) {
      writeSync(1, `-${(error as Error).message.split(' ').at(-1)}\n`)
    }
  }
}

for (let i = 0; i < 20; i++) void caller(String(i))
