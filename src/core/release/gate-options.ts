import type { Policy } from '../catalog/declaration.js'
import { type Clock, systemClock } from '../clock.js'
import type { ConsentStore } from '../decide/consent.js'
import { PurposeboundError } from '../errors.js'
import type { GateOptions } from './contract.js'
import type { HoldStore } from './hold-contract.js'

const DEADLINE_MS = 2000
const OPTIONS = [
  'policy',
  'consents',
  'holds',
  'audit',
  'keys',
  'sources',
  'clock',
  'app',
  'deadlineMs',
  'onWarning',
  'onSignal',
]

/** The options of a gate, checked, with what they are when nothing is said. @throws PurposeboundError `config_invalid` */
export function gateOptions<P extends Policy>(options: GateOptions<P>) {
  const refuse = (detail: string): never => {
    throw new PurposeboundError('config_invalid', detail)
  }
  if (typeof options !== 'object' || options === null) return refuse('`createGate` takes an object')
  const {
    policy,
    consents,
    holds,
    clock = systemClock,
    deadlineMs = DEADLINE_MS,
    onWarning = warn,
    onSignal,
  } = options
  const stray = Object.keys(options).find((key) => !OPTIONS.includes(key))
  if (stray !== undefined) return refuse(`\`createGate\` has no option \`${stray}\``)
  if (typeof policy !== 'object' || policy === null) return refuse('`policy` is what `definePolicy` gives')
  if (typeof (consents as Partial<ConsentStore> | undefined)?.lookup !== 'function')
    return refuse('`consents` is a consent store: `memoryStore()`, or one of your own')
  if (holds !== undefined && typeof (holds as Partial<HoldStore>).lookup !== 'function')
    return refuse('`holds` is a store of legal holds: `memoryHolds()`, or one of your own')
  if (typeof (clock as Clock) !== 'function') return refuse('`clock` is a function that gives the time')
  if (!(deadlineMs > 0 && deadlineMs <= 60_000))
    return refuse('`deadlineMs` is a number of milliseconds up to 60,000')
  for (const [name, hook] of Object.entries({ onWarning, onSignal }))
    if (hook !== undefined && typeof hook !== 'function') return refuse(`\`${name}\` is a function`)
  const { audit, keys, sources, app } = options
  return { policy, consents, holds, audit, keys, sources, clock, app, deadlineMs, onWarning, onSignal }
}

function warn(message: string): void {
  console.warn(`purposebound: ${message}`)
}
