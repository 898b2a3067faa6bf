import type { AuditRecord } from './record.js'

type Subjects = NonNullable<AuditRecord['subjects']>

/** Who the subjects are, while nobody has asked: where nobody else sees it. */
const PENDING = Symbol('pending')
const INSPECT = Symbol.for('nodejs.util.inspect.custom')

interface Names {
  readonly bytes: number
  readonly people: number
  readonly make: () => readonly string[]
}

interface Pending {
  refs: readonly string[]
  [PENDING]?: Names | undefined
}

// one getter for all: a getter of its own would give each object a hidden class, which the engine keeps for long, and
// with it whatever the getter knows
const REFS: PropertyDescriptor & ThisType<Pending> = {
  enumerable: true,
  configurable: true,
  get() {
    const refs = Object.freeze((this[PENDING] as Names).make())
    // a reader that freezes before it reads gets them anew each time
    if (Object.isFrozen(this)) return refs
    this[PENDING] = undefined
    Object.defineProperty(this, 'refs', { value: refs, enumerable: true })
    Object.freeze(this)
    return refs
  },
}
const SHOWN: PropertyDescriptor & ThisType<Pending> = {
  value() {
    return { refs: this.refs }
  },
}

/**
 * `people` of a record, whose names will take `bytes` as JSON, named when they are first read and frozen from then on.
 *
 * Naming a thousand people costs more than deciding on them: a sink that is fed later pays for it later.
 */
export function pendingSubjects(bytes: number, make: () => readonly string[], people: number): Subjects {
  const subjects = {}
  Object.defineProperty(subjects, PENDING, { value: { bytes, people, make }, writable: true })
  Object.defineProperty(subjects, 'refs', REFS)
  Object.defineProperty(subjects, INSPECT, SHOWN)
  return subjects as Subjects
}

/** The bytes of subjects whose names are still to be made; undefined for anything else. */
export function pendingBytes(subjects: Subjects): number | undefined {
  return (subjects as Pending)[PENDING]?.bytes
}

/** How many people a record names, without naming them: one that was read twice may count twice. */
export function peopleIn(subjects: Subjects | undefined): number {
  return subjects === undefined ? 0 : ((subjects as Pending)[PENDING]?.people ?? subjects.refs.length)
}
