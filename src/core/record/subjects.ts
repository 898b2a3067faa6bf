import type { AuditRecord } from './record.js'

type Subjects = NonNullable<AuditRecord['subjects']>

/** Subjects that no sink has read yet, with the bytes that their names will take as JSON. */
const PENDING = new WeakMap<object, number>()
const INSPECT = Symbol.for('nodejs.util.inspect.custom')

/**
 * The people of a record, named when they are first read and frozen from then on.
 *
 * Naming a thousand people costs more than deciding on them: a sink that is fed later pays for it later.
 */
export function pendingSubjects(bytes: number, make: () => readonly string[]): Subjects {
  const subjects = {} as { refs: readonly string[] }
  const read = (): readonly string[] => {
    const refs = Object.freeze(make())
    PENDING.delete(subjects)
    Object.defineProperty(subjects, 'refs', { value: refs, enumerable: true })
    Object.freeze(subjects)
    return refs
  }
  Object.defineProperty(subjects, 'refs', { get: read, enumerable: true, configurable: true })
  Object.defineProperty(subjects, INSPECT, { value: () => ({ refs: subjects.refs }) })
  PENDING.set(subjects, bytes)
  return subjects
}

/** The bytes of subjects whose names are still to be made; undefined for anything else. */
export function pendingBytes(value: object): number | undefined {
  return PENDING.get(value)
}
