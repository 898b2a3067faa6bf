/**
 * A process that reads through a real gate until it is stopped, and says each thing once it is so:
 * `open` before the sink is opened · `+id` released · `-id code` denied · `close n m` flushed and unflushed · `!what` must never be.
 */
import { writeSync } from 'node:fs'
import { setImmediate, setTimeout } from 'node:timers/promises'
import { createGate, isPurposeboundError } from 'purposebound'
import { memoryStore } from 'purposebound/stores/memory'
import type { Orders } from './orders.js'
import { policy } from './policy.js'
import { openSubject } from './subject.js'

const orders = JSON.parse(process.argv[2] ?? '') as Orders
const say = (line: string): void => void writeSync(1, `${line}\n`)

process.on('unhandledRejection', (error) => say(`!unhandledRejection ${String(error)}`))
process.on('uncaughtException', (error) => {
  say(`!uncaughtException ${String(error)}`)
  process.exit(1)
})

// with a handler, a file that may grow no further is an error and not the end
process.on('SIGXFSZ', () => {})

say('open')
const gate = createGate({
  policy,
  consents: memoryStore(),
  keys: { current: 'k1', k1: new Uint8Array(32).fill(9) },
  audit: { sinks: [openAgain()], delivery: orders.delivery ?? 'strict' },
  onWarning: () => {},
})

/** A service whose log cannot be opened does not start; one that is started again soon does. */
function openAgain() {
  for (let tries = 1; ; tries++) {
    try {
      return openSubject(orders)
    } catch (error) {
      say(`unopened ${isPurposeboundError(error) ? error.code : `!${String(error)}`}`)
      if (tries === 5) process.exit(3)
    }
  }
}

async function caller(name: string, role: 'agent' | 'stranger'): Promise<void> {
  for (let i = 0; i < (orders.reads ?? Number.POSITIVE_INFINITY); i++) {
    const request = `${orders.run}-${name}-${i}`
    const access = gate.for('support', {
      actor: { id: name, roles: [role] },
      request,
      ...(orders.padding && { justification: 'x'.repeat(orders.padding) }),
    })
    try {
      const { email } = await access.read('member', { id: `m-${i}`, email: 'aiko@example.com' })
      say(`+${request}${email === undefined ? ' !no email' : ''}`)
    } catch (error) {
      const code = isPurposeboundError(error) ? error.code : `!${String(error)}`
      say(`-${request} ${(error as { reason?: string }).reason ?? code}`)
      await setImmediate()
    }
    if (orders.pause) await setTimeout(orders.pause)
  }
}

const callers = Array.from({ length: orders.callers }, (_, i) => [
  caller(`a${i}`, 'agent'),
  ...(orders.strangers ? [caller(`s${i}`, 'stranger')] : []),
])
await Promise.all(callers.flat())
const { flushed, unflushed } = await gate.close()
say(`close ${flushed} ${unflushed}`)
