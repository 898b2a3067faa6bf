import { type AuditRecord, type AuditSink, PurposeboundError } from '../index.js'
import { type Destination, watchDestination } from './pino-destination.js'

/** The part of a pino logger that is used here; its methods are called by the names of its levels. */
export interface PinoLogger {
  readonly level: string
  readonly levels?: { readonly values: { readonly [level: string]: number } }
  isLevelEnabled?(level: string): boolean
  flush?(done?: (error?: Error) => void): void
}

export interface PinoSinkOptions {
  /**
   * The key under which the record stands in the line of the log.
   * @defaultValue `'audit'`
   */
  readonly key?: string
  /**
   * The levels: `notable` for denials, exceptions, signals and whatever went wrong, `routine` for the rest.
   * @defaultValue `{ routine: 'info', notable: 'warn' }`
   */
  readonly levels?: { readonly routine?: string; readonly notable?: string }
}

type Log = (line: object, message: string) => void

const NOTABLE: readonly AuditRecord['type'][] = ['exception', 'gap', 'recovery', 'signal']

/**
 * Writes audit records to a pino logger, one line each: `{ level, time, …, audit: { …record }, msg: 'audit decision' }`.
 *
 * For a log that people and collectors read, beside a sink that keeps: pino says of no line that it is safe, so this sink
 * is `lossy`, never required and never enough alone. What can be seen to be lost is a failure: a level that is off, a
 * destination that errs, drops or stalls. What the logger itself changes (redaction, serializers, formatters, a mixin) is
 * changed in the record.
 *
 * @throws PurposeboundError `config_invalid` for a logger that would drop the records
 * @example
 * ```ts
 * createGate({ policy, consents, keys, audit: { sinks: [fileSink({ path: 'audit.jsonl' }), pinoSink(logger)] } })
 * ```
 */
export function pinoSink(logger: PinoLogger, options: PinoSinkOptions = {}): AuditSink {
  const { key, routine, notable } = read(options)
  const destination = watchDestination(Object(logger))
  for (const level of [routine, notable]) {
    const why = whyNot(logger, destination, level)
    if (why !== undefined) throw new PurposeboundError('config_invalid', `\`pinoSink\`: ${why}`)
  }

  function write(record: AuditRecord): void {
    const level = isNotable(record) ? notable : routine
    const why = whyNot(logger, destination, level)
    if (why !== undefined) throw failed(why)
    ;(logger as unknown as { readonly [level: string]: Log })[level]!(
      { [key]: record },
      `audit ${record.type}`,
    )
  }

  return {
    name: 'pino',
    durability: 'memory',
    lossy: true,
    write(records) {
      const stuck = destination.stuck()
      if (stuck !== undefined) throw failed(stuck)
      const before = destination.failing()
      // one record is enough to try whether it works again
      for (const record of before === undefined ? records : records.slice(0, 1)) write(record)
      const why = before ?? destination.failing()
      if (why !== undefined) throw failed(why)
    },
    flush: () =>
      new Promise<void>((resolve, reject) => {
        if (typeof logger.flush !== 'function') return resolve()
        logger.flush((error) => (error ? reject(failed('the destination could not be flushed')) : resolve()))
      }),
  }
}

function isNotable({ effect, type, reason, sink }: AuditRecord): boolean {
  return (
    effect === 'deny' ||
    NOTABLE.includes(type) ||
    reason === 'policy_reload_failed' ||
    (sink !== undefined && sink.state === 'failing')
  )
}

/** Why a record of `level` would not be logged. */
function whyNot(logger: PinoLogger, destination: Destination, level: string): string | undefined {
  const given = Object(logger) as PinoLogger & { readonly [level: string]: unknown }
  if (typeof given[level] !== 'function') return `the logger has no level \`${level}\``
  const value = given.levels?.values[level]
  const dropped =
    given.isLevelEnabled?.(level) === false || (value !== undefined && !destination.takes(value))
  return dropped ? `the logger drops the level \`${level}\`` : undefined
}

function read(options: unknown): {
  readonly key: string
  readonly routine: string
  readonly notable: string
} {
  const { key = 'audit', levels } = Object(options) as PinoSinkOptions
  const { routine = 'info', notable = 'warn' } = Object(levels) as NonNullable<PinoSinkOptions['levels']>
  const fine = [key, routine, notable].every((name) => typeof name === 'string' && /^[A-Za-z]\w*$/.test(name))
  if (fine && !OWN.includes(key)) return { key, routine, notable }
  throw new PurposeboundError(
    'config_invalid',
    '`pinoSink` takes `{ key?, levels?: { routine?, notable? } }`',
  )
}

/** Keys of pino's own: a line would hold them twice. */
const OWN = ['level', 'time', 'msg', 'pid', 'hostname', 'err']

function failed(why: string): PurposeboundError {
  return new PurposeboundError('sink_failed', `\`pino\`: ${why}`)
}
