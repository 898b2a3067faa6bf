import { type AuditRecord, PurposeboundError } from '../index.js'

export interface CloudEventsOptions {
  /** Where the records come from: a URI reference, such as `https://shop.example/audit`. Together with `id` it is unique. */
  readonly source: string
  /**
   * What stands before the type of the record in `type`; the specification asks for a reversed name of your domain.
   * @defaultValue `'purposebound.audit'`
   */
  readonly typePrefix?: string
}

/** A record as a CloudEvent in the JSON format. `source` and `id` are the same when a record comes again. */
export interface CloudEvent {
  readonly specversion: '1.0'
  readonly id: string
  readonly source: string
  readonly type: string
  readonly time: string
  readonly datacontenttype: 'application/json'
  /** The type of the resource, where there is one: a name of the policy. */
  readonly subject?: string
  /** The extension Partitioning: the log, so that a broker keeps its order. */
  readonly partitionkey?: string
  /** The extension Sequence: the number in the log, 16 digits. */
  readonly sequence?: string
  /** The extension Distributed Tracing. */
  readonly traceparent?: string
  readonly data: AuditRecord
}

// RFC 3986, sections 2 and 4.1: what a URI reference is written with
const URI_REFERENCE = /^(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+$/
const TYPE_PREFIX = /^[A-Za-z0-9\-._/:]+$/

/**
 * The mapping to CloudEvents 1.0 (https://github.com/cloudevents/spec), for {@link mapped}: one event a record.
 *
 * @throws PurposeboundError `config_invalid`
 * @example
 * ```ts
 * cloudEvents({ source: '/shop/audit' })(record)   // { specversion: '1.0', type: 'purposebound.audit.decision', … }
 * ```
 */
export function cloudEvents(options: CloudEventsOptions): (record: AuditRecord) => CloudEvent {
  const { source, typePrefix = 'purposebound.audit' } = Object(options) as Partial<CloudEventsOptions>
  if (typeof source !== 'string' || !URI_REFERENCE.test(source))
    throw new PurposeboundError('config_invalid', '`source` must be a URI reference')
  if (typeof typePrefix !== 'string' || !TYPE_PREFIX.test(typePrefix))
    throw new PurposeboundError('config_invalid', '`typePrefix` must be a name such as `com.example.audit`')

  return (record) => ({
    specversion: '1.0',
    id: record.id,
    source,
    type: `${typePrefix}.${record.type}`,
    time: record.time,
    datacontenttype: 'application/json',
    ...(record.resource !== undefined && { subject: record.resource.type }),
    ...(record.log !== undefined && { partitionkey: record.log }),
    ...(record.seq !== undefined && { sequence: String(record.seq).padStart(16, '0') }),
    ...(record.traceparent !== undefined && { traceparent: record.traceparent }),
    data: record,
  })
}
