import type { Catalog } from '../catalog/catalog.js'
import type { ResourceDef } from '../catalog/resource.js'
import { type RetentionDef, startPath } from '../catalog/retention.js'
import { nearest } from '../catalog/target.js'
import { type Kept, OVER, sameTimer, type Term, type Timer, UNKNOWN } from './retention.js'

/** When one personal field has served its time: for good by a period of its own, else when no purpose needs it any more. */
export interface FieldEnd {
  readonly path: string
  readonly own: readonly Term[]
  /** Each purpose that uses it; one without a period needs it for ever. */
  readonly purposes: readonly { readonly name: string; readonly term?: Term }[]
}

/** When the fields of a resource are due, for all purposes together. */
export class Ends {
  readonly timers: readonly Timer[]
  readonly fields: readonly FieldEnd[]

  constructor({ purposes }: Catalog, resource: ResourceDef) {
    const timers: Timer[] = []
    const termOf = (retention: RetentionDef): Term => {
      const timer = { retention, path: startPath(retention, resource) as string }
      const known = timers.findIndex((each) => sameTimer(each, timer))
      return { timer: known >= 0 ? known : timers.push(timer) - 1, rule: retention.rule }
    }
    this.fields = resource.fields.flatMap(({ path, class: kind, chain, retentions }) => {
      if (kind !== 'personal') return []
      const users = [...purposes.values()].filter(({ uses }) => nearest(chain, uses))
      return {
        path,
        own: retentions.map(termOf),
        purposes: users.map(({ name, retention }) => ({
          name,
          ...(retention && { term: termOf(retention) }),
        })),
      }
    })
    this.timers = timers
  }
}

/** Whether a field may go: never on what is not known, and never where no period says so. */
export function isDue({ own, purposes }: FieldEnd, kept: Kept): boolean {
  const isOver = ({ timer }: Term): boolean => kept[timer] === OVER
  if (own.some(isOver)) return true
  return purposes.length > 0 && purposes.every(({ term }) => term !== undefined && isOver(term))
}

/** Whether a field can be due at all. */
export function isEndless({ own, purposes }: FieldEnd): boolean {
  return own.length === 0 && (purposes.length === 0 || purposes.some(({ term }) => !term))
}

/** Whether something that is not due turns on a time that is not known. */
export function isUnknown({ own, purposes }: FieldEnd, kept: Kept): boolean {
  return [...own, ...purposes.flatMap(({ term }) => term ?? [])].some(({ timer }) => kept[timer] === UNKNOWN)
}
