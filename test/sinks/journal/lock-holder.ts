import { writeSync } from 'node:fs'
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { journalSink } from '../../../src/sinks/journal/index.js'

/** A process or a thread that opens a journal, says how that went, and holds it. */
const directory: string = isMainThread ? process.argv[2] : workerData.directory
const say = (word: string): void => {
  if (isMainThread) writeSync(1, `${word}\n`)
  else parentPort!.postMessage(word)
}

try {
  journalSink({ directory, log: 'audit.example/orders/prod-1', headroomBytes: 0 })
  say('opened')
  setInterval(() => {}, 1000)
} catch (error) {
  say((error as { code: string }).code)
}
