import type { OutgoingHttpHeader } from 'node:http'
import type { Reason } from '../index.js'
import { judgeBody, REFUSED } from './body.js'
import type { Declared } from './declared.js'
import type { AnyPassage } from './enter.js'
import type { House } from './options.js'
import { isOwn, partOf } from './own.js'
import { bare, type Problem, problemOf, refusal } from './problem.js'

/** What becomes of a response: it leaves, without its body, or a problem leaves in its place. */
export type Leaving = 'whole' | 'empty' | Problem

/** What a body is found to be when it comes to the wire: `views` and the text of a `problem` were seen before. */
export type Body = 'none' | 'views' | 'problem' | 'other'

/** A text that may leave as it is: nobody has to look at it again. */
interface Expected {
  readonly text: string
  readonly as: 'views' | 'problem'
}

/** How far its response has come. */
interface Progress {
  /** Whether it is settled what leaves, or about to be. */
  readonly begun: boolean
  /** Whether that waits for a record. */
  readonly waits: boolean
  /** Does what was settled. */
  conclude(leaving: Leaving): void
}

/** One request, and what is known and said of it until its response is over. */
export class Exchange {
  house: House
  readonly method: string
  readonly id: string
  /** The template of its route, where that is known, or what says it. */
  route: string | (() => string) = ''
  /** What its route declares; undefined where nobody has declared anything. */
  declared: Declared | undefined = undefined
  /** Set when the request has been admitted. */
  passage: AnyPassage | undefined = undefined
  /** The headers that stood there before the handler was called, where the door knows them. */
  before: { readonly [name: string]: OutgoingHttpHeader | undefined } | undefined = undefined
  expected: Expected | undefined = undefined
  /** The wire of its response; where several were put up, the one above the others. */
  wire: Progress | undefined = undefined
  #code: string | undefined = undefined

  constructor(house: House, method: string, id: string) {
    this.house = house
    this.method = method
    this.id = id
  }

  /** What is declared where the response is made. */
  inForce(): Declared | undefined {
    return this.declared
  }

  /** Whether a purpose was declared. */
  get requires(): boolean {
    return this.declared !== undefined && this.declared.reason === undefined
  }

  get requiresView(): boolean {
    return this.requires && this.declared?.requireView !== false
  }

  /** Whether what is no view is refused, and not only reported. */
  get insists(): boolean {
    return this.requiresView && this.declared?.requireView === true
  }

  /** Whether nothing is asked of the response. */
  get open(): boolean {
    const declared = this.inForce()
    return declared ? declared.reason !== undefined : !this.house.all
  }

  /** A body of views only, before it becomes text; else `REFUSED`. */
  judge(body: unknown): unknown {
    const { declared, passage } = this
    return declared && passage ? judgeBody(body, (value) => isOwn(passage, value), declared.strings) : REFUSED
  }

  /** The text of a chunk of views that this request has released. */
  partOf(chunk: unknown): string | undefined {
    return partOf(this.passage, chunk)
  }

  /** Something else came after views: what has left cannot be called back. */
  breakOff(): void {
    this.#refuse('unprojected_body')
  }

  /** The response that an error becomes. */
  fail(error: unknown): Problem {
    const { problem, code } = problemOf(this.house, error, this.id)
    this.#code = code
    if (problem.status >= 500) this.#warn(`failed by \`${code ?? 'an error'}\``)
    return problem
  }

  /** Settles, once, what leaves. A response that succeeds leaves a permit first, so this may take a while. */
  leave(status: number, body: Body): Leaving | Promise<Leaving> {
    const leaving = this.#weigh(status, body)
    if (typeof leaving === 'object' || status >= 400 || !this.passage) return leaving
    try {
      const done = this.passage.leave(status)
      return done instanceof Promise
        ? done.then(
            () => leaving,
            (error) => this.fail(error),
          )
        : leaving
    } catch (error) {
      return this.fail(error)
    }
  }

  /** The response is over. */
  end(arrived: boolean, status: number): void {
    const code = this.#code
    void this.passage?.end({
      status: !arrived ? 'aborted' : status >= 400 ? 'error' : 'released',
      http: status,
      ...(code !== undefined && { code }),
    })
  }

  #weigh(status: number, body: Body): Leaving {
    const { house, method, passage } = this
    if (this.open) return 'whole'
    const declared = this.inForce()
    const [hasBody, judged] = [body !== 'none', body === 'views' || body === 'problem']
    if (body === 'problem' && status >= 400) return 'whole'
    if (method === 'OPTIONS' || (status >= 300 && status < 400)) return hasBody ? 'empty' : 'whole'
    if (status < 400 && !declared) return this.#refuse('purpose_missing')
    // somebody answered before it was asked who asks
    if (status < 400 && !passage) return this.#refuse('no_context')
    if (status >= 500 && passage?.denied !== undefined) return this.fail(passage.denied)
    // what is not there looks like what is denied, whatever the app says of it
    if (status === 404 && house.denialStatus === 404 && declared) return bare(house, status, this.id)
    // an answer in the app's own words may tell why
    if (status >= 400 && hasBody && !judged && passage?.denied !== undefined)
      return bare(house, status, this.id)
    const requires = declared ? declared.requireView : house.requireView
    if (!hasBody || judged || requires === false) return 'whole'
    if (status >= 400) return bare(house, status, this.id)
    if (requires === true) return this.#refuse('unprojected_body')
    this.#code = 'unprojected_body'
    this.#warn('holds something that is no view')
    return 'whole'
  }

  #refuse(code: 'unprojected_body' | Reason): Problem {
    this.#code = code
    this.#warn(`was refused: ${code}`)
    return refusal(this.house, code, this.id)
  }

  #warn(what: string): void {
    try {
      const route = typeof this.route === 'string' ? this.route : this.route()
      this.house.warn(`the response to ${this.method} ${route}, request ${this.id}, ${what}`)
    } catch {
      // a logger that fails is no reason to answer otherwise
    }
  }
}
