import type { Passage, Policy } from '../index.js'
import { type Declared, purposeOf } from './declared.js'
import type { House } from './options.js'

/** What a request says of itself. */
export interface Arrival {
  readonly method: string
  /** The template of the route. */
  readonly route: string
  readonly id: string
  readonly headers: { readonly [name: string]: unknown }
}

export type AnyPassage = Passage<Policy, string>

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'QUERY', 'POST', 'PUT', 'PATCH', 'DELETE'])

/** W3C trace context; what is anything else is not recorded. */
const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/

/**
 * Admits a request to a declared route: resolves who asks and for which purpose, and asks the gate.
 *
 * @throws AccessDenied, recorded; at once or later.
 */
export function enter<R>(
  house: House<R>,
  declared: Declared,
  request: R,
  arrival: Arrival,
): AnyPassage | Promise<AnyPassage> {
  const actor = actorOf(house, request)
  return actor instanceof Promise
    ? actor.then((known) => admit(house, declared, request, arrival, known))
    : admit(house, declared, request, arrival, actor)
}

function admit<R>(
  house: House<R>,
  declared: Declared,
  request: R,
  { method, route, id, headers }: Arrival,
  actor: unknown,
): AnyPassage | Promise<AnyPassage> {
  const { traceparent } = headers
  // nobody has declared a purpose for TRACE
  const purpose = METHODS.has(method) ? purposeOf(declared, house.purposeHeader, headers) : undefined
  const passage = house.gate.passage(purpose as string, {
    actor: actor as never,
    justification: justificationOf(house, request) as string | undefined,
    request: id,
    traceparent: typeof traceparent === 'string' && TRACEPARENT.test(traceparent) ? traceparent : undefined,
    allowedPurposes: declared.purposes,
    http: { method, route },
  })
  const done = passage.admit()
  return done instanceof Promise ? done.then(() => passage) : passage
}

/** Who asks; undefined where nobody says, in time. Never throws and never rejects. */
function actorOf<R>({ resolveActor, deadlineMs }: House<R>, request: R): unknown {
  try {
    const answer = resolveActor(request)
    if (typeof answer !== 'object' || answer === null || !('then' in answer)) return answer
    return inTime(Promise.resolve(answer), deadlineMs)
  } catch {
    return undefined
  }
}

function inTime(answer: Promise<unknown>, ms: number): Promise<unknown> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    const settle = (value?: unknown) => {
      clearTimeout(timer)
      resolve(value)
    }
    answer.then(settle, () => settle())
  })
}

function justificationOf<R>({ resolveJustification }: House<R>, request: R): unknown {
  try {
    return resolveJustification?.(request) ?? undefined
  } catch {
    return undefined
  }
}
