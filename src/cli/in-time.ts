import { Failure } from './failure.js'
import { openTerminal } from './terminal.js'

const SECONDS = 30
const PATIENCE_MS = 2000

/** What the work on a file gives, where it gives it in time; who watches is told what is waited for. @throws Failure */
export async function inTime<T>(file: string, work: () => Promise<T>): Promise<T> {
  const seconds = limit()
  const terminal = openTerminal(process.stdout, process.stderr, process.env)
  const began = performance.now()
  // a module that holds nothing and never ends is told apart by the process, which then ends: no timer of ours may hold it
  const waiting = setInterval(() => {
    const waited = Math.round((performance.now() - began) / 1000)
    terminal.progress(`loading ${file}: ${waited} s of at most ${seconds}`)
  }, PATIENCE_MS).unref()
  let deadline: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    deadline = setTimeout(() => reject(tooLate(file, seconds)), seconds * 1000).unref()
  })
  try {
    return await Promise.race([work(), late])
  } finally {
    clearInterval(waiting)
    clearTimeout(deadline)
    terminal.done()
  }
}

function tooLate(file: string, seconds: number): Failure {
  return new Failure({
    file,
    message: `this module was not loaded within ${seconds} s`,
    hint: 'it waits for something that does not come: keep what needs a service out of it, or give it longer by PURPOSEBOUND_LOAD_SECONDS',
  })
}

/** @throws Failure */
function limit(): number {
  const given = process.env['PURPOSEBOUND_LOAD_SECONDS']
  if (given === undefined || given === '') return SECONDS
  const seconds = Number(given)
  // a timer of Node holds no more
  if (seconds > 0 && seconds <= 2_000_000) return seconds
  throw new Failure({
    message: '`PURPOSEBOUND_LOAD_SECONDS` is a number of seconds',
    hint: `without it a module has ${SECONDS}`,
  })
}
