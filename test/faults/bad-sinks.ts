import type { AuditRecord, AuditSink } from 'purposebound'

/** How long after a write a late sink answers; the deadline is 2,000 ms. */
const LATE_MS = 3000

/** What a sink does wrong, and whether it has acknowledged its records in the end. */
export interface BadSink {
  readonly name: string
  readonly write: AuditSink['write']
  readonly acknowledges: boolean
}

const late = <T>(end: () => T): Promise<T> =>
  new Promise((resolve, reject) =>
    setTimeout(() => {
      try {
        resolve(end())
      } catch (error) {
        reject(error)
      }
    }, LATE_MS),
  )

const fail = (): never => {
  throw new Error('secret of the sink')
}

const abused = (then: PropertyDescriptor): PromiseLike<void> =>
  Object.defineProperty({}, 'then', then) as never

const hostile = new Proxy(new Error('secret of the sink'), {
  get() {
    throw new Error('not even this can be read')
  },
})

export const BAD_SINKS: readonly BadSink[] = [
  bad('throws', fail),
  bad('throws what cannot be read', () => {
    throw hostile
  }),
  bad('rejects', () => Promise.reject(new Error('secret of the sink'))),
  bad('rejects with what cannot be read', () => Promise.reject(hostile)),
  bad('rejects after the deadline', () => late(fail)),
  bad('never resolves', () => new Promise(() => {})),
  bad('answers with no promise', () => 'done' as never),
  bad('resolves to something', () => Promise.resolve(true) as never),
  bad('has a `then` that throws', () => abused({ value: fail })),
  bad('has a `then` that cannot be read', () => abused({ get: fail })),
  bad('rejects, then resolves', () => twice('reject')),
  { ...bad('resolves, then rejects', () => twice('resolve')), acknowledges: true },
  { ...bad('resolves twice', () => twice('both')), acknowledges: true },
  { ...bad('changes what it is given', change), acknowledges: true },
]

function bad(name: string, write: AuditSink['write']): BadSink {
  return { name, write, acknowledges: false }
}

/** A thenable that answers twice. */
function twice(first: 'resolve' | 'reject' | 'both'): PromiseLike<void> {
  return {
    // biome-ignore lint/suspicious/noThenProperty: that is the abuse
    then(resolve?: ((value: undefined) => unknown) | null, reject?: ((error: unknown) => unknown) | null) {
      if (first !== 'reject') resolve?.(undefined)
      if (first !== 'resolve' && first !== 'both') reject?.(new Error('secret of the sink'))
      if (first === 'resolve') reject?.(new Error('secret of the sink'))
      else resolve?.(undefined)
      return undefined as never
    },
  }
}

/** Tries every way there is to make a record say something else. */
function change(records: readonly AuditRecord[]): void {
  for (const target of [records, ...records, ...records.flatMap(partsOf)] as Record<string, unknown>[]) {
    Reflect.set(target, 'effect', 'permit')
    Reflect.set(target, '0', 'forged')
    Reflect.defineProperty(target, 'forged', { value: true, enumerable: true })
    for (const key of Reflect.ownKeys(target)) {
      Reflect.set(target, key, 'forged')
      Reflect.deleteProperty(target, key)
    }
    Reflect.setPrototypeOf(target, { forged: true })
  }
}

function partsOf(part: object): object[] {
  return Object.values(part).flatMap((value) =>
    typeof value === 'object' && value !== null ? [value, ...partsOf(value)] : [],
  )
}
