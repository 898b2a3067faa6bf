import type { Passage, Policy } from '../index.js'
import { type Declared, purposeOf } from './declared.js'
import type { House } from './options.js'
import { refusalOf, tokensIn } from './tokens.js'

/** What a request says of itself. */
export interface Arrival {
  readonly method: string
  /** The template of the route, or what says it once it is known. */
  readonly route: string | (() => string)
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
 * @throws AccessDenied, recorded, or `input_invalid` for a token that is none; at once or later.
 */
export function enter<R>(
  house: House<R>,
  declared: Declared,
  request: R,
  arrival: Arrival,
): AnyPassage | Promise<AnyPassage> {
  const { resolveActor, resolveJustification, deadlineMs } = house
  const actor = answerOf(resolveActor, request, deadlineMs)
  const why = answerOf(resolveJustification, request, deadlineMs)
  return actor instanceof Promise || why instanceof Promise
    ? Promise.all([actor, why]).then(([known, said]) => admit(house, declared, arrival, known, said))
    : admit(house, declared, arrival, actor, why)
}

function admit<R>(
  house: House<R>,
  declared: Declared,
  { method, route, id, headers }: Arrival,
  actor: unknown,
  justification: unknown,
): AnyPassage | Promise<AnyPassage> {
  const { traceparent } = headers
  // nobody has declared a purpose for TRACE
  const purpose = METHODS.has(method) ? purposeOf(declared, house.purposeHeader, headers) : undefined
  const atLeast = tokensIn(house.atLeastHeader, headers)
  const passage = house.gate.passage(purpose as string, {
    actor: actor as never,
    justification: (justification ?? undefined) as string | undefined,
    request: id,
    traceparent: typeof traceparent === 'string' && TRACEPARENT.test(traceparent) ? traceparent : undefined,
    allowedPurposes: declared.purposes,
    atLeast,
    http: { method, route },
  })
  const refused = (error: unknown): never => {
    throw atLeast ? refusalOf(error) : error
  }
  try {
    const done = passage.admit()
    return done instanceof Promise ? done.then(() => passage, refused) : passage
  } catch (error) {
    return refused(error)
  }
}

/** What the app says of a request; undefined where it says nothing, in time. Never throws and never rejects. */
function answerOf<R>(resolve: ((request: R) => unknown) | undefined, request: R, ms: number): unknown {
  try {
    const answer = resolve?.(request)
    if (typeof answer !== 'object' || answer === null || !('then' in answer)) return answer
    return inTime(Promise.resolve(answer), ms)
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
