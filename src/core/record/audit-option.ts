import { PurposeboundError } from '../errors.js'
import { type AuditSink, type Delivery, DURABILITIES, type Durability } from './sink.js'

/** The `audit` option of a gate, checked. */
export interface Audit {
  readonly required: readonly AuditSink[]
  readonly optional: readonly AuditSink[]
  readonly delivery: Delivery
  readonly deadlineMs: number
  /** The best that a required sink promises. */
  readonly durability: Durability
}

const DEADLINE_MS = 2000
const SINKS_KEYS = ['sinks', 'delivery', 'requireDurability', 'deadlineMs']

/** Checks `option`; undefined when it says `unsafeNoAudit`. What cannot keep its promise is refused here, not at the first access. */
export function checkAudit(option: unknown): Audit | undefined {
  if (!isObject(option)) throw refused('`audit` must be a sink, `{ sinks }` or `{ unsafeNoAudit: true }`')
  if (typeof option['write'] === 'function') return checkSinks({ sinks: [option] })
  if (!Object.hasOwn(option, 'unsafeNoAudit')) return checkSinks(option)
  if (option['unsafeNoAudit'] === true && Object.keys(option).length === 1) return undefined
  throw refused('`audit.unsafeNoAudit` must be `true` and stand alone')
}

function checkSinks(option: { readonly [key: string]: unknown }): Audit {
  const stray = Object.keys(option).find((key) => !SINKS_KEYS.includes(key))
  if (stray !== undefined)
    throw refused(`\`audit\` has no option \`${stray}\`, only ${SINKS_KEYS.join(', ')}`)
  const { sinks, delivery = 'strict', requireDurability, deadlineMs = DEADLINE_MS } = option
  if (!Array.isArray(sinks) || sinks.length === 0) throw refused('`audit.sinks` needs at least one sink')
  if (delivery !== 'strict' && delivery !== 'buffered')
    throw refused('`audit.delivery` must be `strict` or `buffered`')
  if (typeof deadlineMs !== 'number' || !(deadlineMs > 0 && deadlineMs <= 60_000)) {
    throw refused('`audit.deadlineMs` must be a number of milliseconds up to 60,000')
  }
  if (requireDurability !== undefined && !isDurability(requireDurability)) {
    throw refused(`\`audit.requireDurability\` must be one of ${DURABILITIES.join(', ')}`)
  }

  const entries = sinks.map(checkEntry)
  if (new Set(entries.map(({ sink }) => sink)).size < entries.length)
    throw refused('`audit.sinks` names a sink twice')
  const required = entries.filter((entry) => entry.required).map(({ sink }) => sink)
  const optional = entries.filter((entry) => !entry.required).map(({ sink }) => sink)
  if (required.length === 0) throw refused('`audit` needs a required sink that does not lose records')

  const durability = best(required)
  if (requireDurability !== undefined && rank(durability) < rank(requireDurability)) {
    throw refused(
      `\`audit.requireDurability\` is \`${requireDurability}\`, the best required sink promises \`${durability}\``,
    )
  }
  return { required, optional, delivery, deadlineMs, durability }
}

/** A sink that may lose records (stdout) is never required; saying that it is, is an error. */
function checkEntry(entry: unknown): { readonly sink: AuditSink; readonly required: boolean } {
  const sink = isObject(entry) && 'sink' in entry ? entry['sink'] : entry
  if (!isSink(sink))
    throw refused('a sink must be `{ name, durability, write }`, or stand as `{ sink, required }`')
  const said = sink === entry ? undefined : (entry as { required?: unknown }).required
  if (said !== undefined && typeof said !== 'boolean') throw refused('`required` must be true or false')
  if (said === true && sink.lossy === true)
    throw refused(`\`${sink.name}\` may lose records and cannot be required`)
  return { sink, required: said ?? sink.lossy !== true }
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

/** The strongest promise among `sinks`. */
function best(sinks: readonly AuditSink[]): Durability {
  return DURABILITIES[Math.max(...sinks.map(({ durability }) => rank(durability)))]!
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
