import type { Reason } from '../index.js'
import { judgeBody, REFUSED } from './body.js'
import type { Declared } from './declared.js'
import type { AnyPassage } from './enter.js'
import type { House } from './options.js'
import { bare, type Problem, problemOf, refusal } from './problem.js'

/** What becomes of a response: it leaves, without its body, or a problem leaves in its place. */
export type Leaving = 'whole' | 'empty' | Problem

/** One request and its response, as a door sees them. */
export class Exchange {
  house: House
  readonly method: string
  readonly id: string
  /** The template of its route, where that is known. */
  route = ''
  /** Whether the door could not see the route when it was declared. */
  unseen = false
  /** What its route declares; undefined where nobody has declared anything. */
  declared: Declared | undefined
  /** Set when the request has been admitted. */
  passage: AnyPassage | undefined
  /** Whether the body that is about to leave holds views only. */
  judged = false
  /** Whether it leaves as a stream of views. */
  streams = false
  /** Whether it has been settled what leaves: nothing is asked any more. */
  settled = false
  /** What went wrong, for the record. */
  code: string | undefined

  constructor(house: House, method: string, id: string) {
    this.house = house
    this.method = method
    this.id = id
  }

  get requiresView(): boolean {
    const { declared } = this
    return declared !== undefined && declared.reason === undefined && declared.requireView !== false
  }

  /** Looks at a body before it becomes text. */
  judge(body: unknown): unknown {
    const { declared, passage } = this
    if (this.settled || !declared || !passage || !this.requiresView) return body
    const sent = judgeBody(body, passage.access.purpose, declared.strings)
    this.judged = sent !== REFUSED
    return sent === REFUSED ? body : sent
  }

  /** The response that an error becomes. */
  fail(error: unknown): Problem {
    const { problem, code } = problemOf(this.house, error, this.id)
    this.code = code
    this.settled = true
    if (problem.status >= 500) this.#warn(`failed by \`${code ?? 'an error'}\``)
    return problem
  }

  /** Settles what leaves. A response that succeeds leaves a permit first, so this may take a while. */
  leave(status: number, hasBody: boolean): Leaving | Promise<Leaving> {
    if (this.settled) return 'whole'
    const leaving = this.#weigh(status, hasBody)
    this.settled = true
    if (typeof leaving === 'object' || status >= 400 || !this.passage) return leaving
    const failed = (error: unknown) => this.fail(error)
    try {
      const done = this.passage.leave(status, this.streams)
      return done instanceof Promise ? done.then(() => leaving, failed) : leaving
    } catch (error) {
      return failed(error)
    }
  }

  /** The response is over. */
  end(arrived: boolean, status: number): void {
    const failed = status >= 400 || this.code !== undefined
    void this.passage?.end({
      status: !arrived ? 'aborted' : failed && status >= 400 ? 'error' : 'released',
      http: status,
      ...(this.code !== undefined && { code: this.code }),
    })
  }

  #weigh(status: number, hasBody: boolean): Leaving {
    const { declared, house, method, passage } = this
    if (declared?.reason !== undefined) return 'whole'
    if (!declared && !house.all) return 'whole'
    if (method === 'OPTIONS' || (status >= 300 && status < 400)) return hasBody ? 'empty' : 'whole'
    if (status < 400 && !declared) return this.#refuse('purpose_missing')
    // somebody answered before it was asked who asks
    if (status < 400 && !passage) return this.#refuse('no_context')
    if (status >= 500 && passage?.denied !== undefined) return this.fail(passage.denied)
    // what is not there looks like what is denied, whatever the app says of it
    if (status === 404 && house.denialStatus === 404 && declared) return bare(house, status, this.id)
    const requires = declared ? declared.requireView : house.requireView
    if (!hasBody || this.judged || this.streams || requires === false) return 'whole'
    if (status >= 400) return bare(house, status, this.id)
    if (requires === true) return this.#refuse('unprojected_body')
    this.code = 'unprojected_body'
    this.#warn('holds something that is no view')
    return 'whole'
  }

  #refuse(code: 'unprojected_body' | Reason): Problem {
    this.code = code
    this.#warn(`was refused: ${code}`)
    return refusal(this.house, code, this.id)
  }

  #warn(what: string): void {
    try {
      this.house.warn(`the response to ${this.method} ${this.route}, request ${this.id}, ${what}`)
    } catch {
      // a logger that fails is no reason to answer otherwise
    }
  }
}
