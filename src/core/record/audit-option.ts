import { PurposeboundError } from '../errors.js'
import { type Routes, routesOf, type SinkEntry } from './routes.js'
import { type AuditSink, type Delivery, DURABILITIES, type Durability } from './sink.js'

/** The `audit` option of a gate, checked. */
export interface Audit {
  readonly entries: readonly SinkEntry[]
  readonly routes: Routes
  readonly delivery: Delivery
  /** The best promise of a sink that a release waits for. */
  readonly durability: Durability
}

const DELIVERIES: readonly Delivery[] = ['strict', 'remote', 'buffered', 'best_effort']
const DEADLINE_MS = 2000
const SINKS_KEYS = ['sinks', 'delivery', 'requireDurability', 'deadlineMs']
const ENTRY_KEYS = ['sink', 'required', 'deadlineMs']

/** Checks `option`; undefined when it says `unsafeNoAudit`. What cannot keep its promise is refused here, not at the first access. */
export function checkAudit(option: unknown): Audit | undefined {
  if (!isObject(option)) throw refused('`audit` must be a sink, `{ sinks }` or `{ unsafeNoAudit: true }`')
  if (typeof option['write'] === 'function') return checkSinks({ sinks: [option] })
  if (!Object.hasOwn(option, 'unsafeNoAudit')) return checkSinks(option)
  if (option['unsafeNoAudit'] === true && Object.keys(option).length === 1) return undefined
  throw refused('`audit.unsafeNoAudit` must be `true` and stand alone')
}

function checkSinks(option: { readonly [key: string]: unknown }): Audit {
  refuseStray(option, SINKS_KEYS, '`audit`')
  const { sinks, delivery = 'strict', requireDurability, deadlineMs } = option
  if (!Array.isArray(sinks) || sinks.length === 0) throw refused('`audit.sinks` needs at least one sink')
  if (!isDelivery(delivery)) throw refused(`\`audit.delivery\` must be one of ${DELIVERIES.join(', ')}`)
  if (requireDurability !== undefined && !isDurability(requireDurability))
    throw refused(`\`audit.requireDurability\` must be one of ${DURABILITIES.join(', ')}`)

  const usual = checkDeadline(deadlineMs, DEADLINE_MS)
  const entries = sinks.map((entry) => checkEntry(entry, usual))
  if (new Set(entries.map(({ sink }) => sink)).size < entries.length)
    throw refused('`audit.sinks` names a sink twice')
  if (!entries.some(({ required }) => required))
    throw refused('`audit` needs a required sink that does not lose records')

  const routes = routesOf(entries, delivery)
  const awaited = [...routes.front, ...routes.awaited]
  if (delivery === 'remote' && !awaited.some(({ sink }) => sink.remote === true))
    throw refused('`remote` delivery waits for a required sink that is `remote`, and there is none')
  if (awaited.length === 0)
    throw refused(
      '`strict` delivery needs a required sink on this machine: with remote ones alone use `remote`',
    )
  // by its name a journal remembers how far it has fed a sink
  const names = routes.fed.map(({ sink }) => sink.name)
  if (new Set(names).size < names.length) throw refused('two remote sinks that a journal feeds bear one name')
  const durability = best(awaited)
  if (requireDurability !== undefined && rank(durability) < rank(requireDurability)) {
    throw refused(
      `\`audit.requireDurability\` is \`${requireDurability}\`, the best required sink promises \`${durability}\``,
    )
  }
  return { entries, routes, delivery, durability }
}

/** A sink that may lose records (stdout) is never required; saying that it is, is an error. */
function checkEntry(entry: unknown, usual: number): SinkEntry {
  const sink = isObject(entry) && 'sink' in entry ? entry['sink'] : entry
  if (!isSink(sink))
    throw refused(
      'a sink must be `{ name, durability, write }`, or stand as `{ sink, required, deadlineMs }`',
    )
  const said = sink === entry ? {} : (entry as { readonly [key: string]: unknown })
  refuseStray(said, ENTRY_KEYS, 'an entry of `audit.sinks`')
  const { required } = said
  if (required !== undefined && typeof required !== 'boolean')
    throw refused('`required` must be true or false')
  if (required === true && sink.lossy === true)
    throw refused(`\`${sink.name}\` may lose records and cannot be required`)
  return {
    sink,
    required: required ?? sink.lossy !== true,
    deadlineMs: checkDeadline(said['deadlineMs'], usual),
  }
}

function checkDeadline(ms: unknown, usual: number): number {
  if (ms === undefined) return usual
  if (typeof ms === 'number' && ms > 0 && ms <= 60_000) return ms
  throw refused('`deadlineMs` of `audit` must be a number of milliseconds up to 60,000')
}

function refuseStray(given: object, known: readonly string[], where: string): void {
  const stray = Object.keys(given).find((key) => !known.includes(key))
  if (stray !== undefined) throw refused(`${where} has no option \`${stray}\`, only ${known.join(', ')}`)
}

function isSink(value: unknown): value is AuditSink {
  return (
    isObject(value) &&
    typeof value['name'] === 'string' &&
    value['name'] !== '' &&
    isDurability(value['durability']) &&
    typeof value['write'] === 'function'
  )
}

function isDurability(value: unknown): value is Durability {
  return DURABILITIES.includes(value as Durability)
}

function isDelivery(value: unknown): value is Delivery {
  return DELIVERIES.includes(value as Delivery)
}

/** The strongest promise among sinks. */
function best(entries: readonly SinkEntry[]): Durability {
  return DURABILITIES[Math.max(...entries.map(({ sink }) => rank(sink.durability)))]!
}

function rank(durability: Durability): number {
  return DURABILITIES.indexOf(durability)
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null
}

function refused(detail: string): PurposeboundError {
  return new PurposeboundError('config_invalid', detail)
}
