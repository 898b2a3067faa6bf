import type { AuditRecord, RecordedActor } from './record.js'

/** Something that was noticed: pseudonyms, names and counts, and no data. */
export interface Signal {
  readonly kind: NonNullable<AuditRecord['signal']>['kind']
  /** RFC 3339 UTC. */
  readonly time: string
  /** Absent where many actors were counted together, or none is known. */
  readonly actor?: Pick<RecordedActor, 'kind' | 'ref' | 'roles'>
  readonly purpose?: string
  readonly count?: number
  readonly threshold?: number
  readonly windowMs?: number
  /** The id of the `signal` record. */
  readonly record: string
}

/** What a record of type `signal` says, without what only the hook's receiver may not see. */
export function signalOf({ signal, time, id, actor, purpose }: AuditRecord): Signal | undefined {
  if (!signal) return undefined
  const { kind, ref, roles } = actor ?? {}
  return Object.freeze({
    ...signal,
    time,
    ...(kind !== undefined &&
      ref !== undefined && { actor: Object.freeze({ kind, ref, roles: Object.freeze([...(roles ?? [])]) }) }),
    ...(purpose !== undefined && { purpose }),
    record: id,
  })
}
