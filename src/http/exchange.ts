import type { OutgoingHttpHeaders } from 'node:http'
import type { Reason } from '../index.js'
import { judgeBody, REFUSED } from './body.js'
import type { Declared } from './declared.js'
import type { AnyPassage } from './enter.js'
import type { House } from './options.js'
import { isOwn, isSameText, partOf } from './own.js'
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
  /** Whether the response is made where a public declaration holds. */
  reaches: () => boolean = () => true
  /** What is declared where the response is made. */
  inForce: () => Declared | undefined = () => this.declared
  /** Set when the request has been admitted. */
  passage: AnyPassage | undefined
  /** Whether the body that is about to leave holds views only. */
  judged = false
  /** The text that was made of a judged body: nothing else may reach the wire. */
  text: string | undefined
  /** Whether a stream of views is about to be written: settled with its first chunk, or its end. */
  streams = false
  /** Whether it has been settled what leaves: nothing is asked any more. */
  settled = false
  /** Whether that waits for a record. */
  pending = false
  /** Whether a problem leaves. */
  failed = false
  /** The headers that stood there before the handler was called, where the door knows them. */
  headers: OutgoingHttpHeaders | undefined
  /** What went wrong, for the record. */
  code: string | undefined

  constructor(house: House, method: string, id: string) {
    this.house = house
    this.method = method
    this.id = id
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

  /** Looks at a body before it becomes text. */
  judge(body: unknown): unknown {
    const { declared, passage } = this
    if (this.settled || !declared || !passage || !this.requiresView) return body
    const sent = judgeBody(body, (value) => isOwn(passage, value), declared.strings)
    this.judged = sent !== REFUSED
    return sent === REFUSED ? body : sent
  }

  /** The text of a chunk of views that this request has released. */
  partOf(chunk: unknown): string | undefined {
    return partOf(this.passage, chunk)
  }

  /** Whether a chunk is the text of the judged body, whole. */
  isText(chunk: unknown): boolean {
    return this.text !== undefined && isSameText(chunk, this.text)
  }

  /** Something else came after views: what has left cannot be called back. */
  breakOff(): void {
    this.#refuse('unprojected_body')
  }

  /** The response that an error becomes. */
  fail(error: unknown): Problem {
    const { problem, code } = problemOf(this.house, error, this.id)
    this.code = code
    this.settled = true
    this.failed = true
    if (problem.status >= 500) this.#warn(`failed by \`${code ?? 'an error'}\``)
    return problem
  }

  /** Settles what leaves. A response that succeeds leaves a permit first, so this may take a while. */
  leave(status: number, hasBody: boolean): Leaving | Promise<Leaving> {
    if (this.settled) return 'whole'
    const leaving = this.#weigh(status, hasBody)
    if (this.streams && leaving === 'whole') return leaving
    this.settled = true
    this.failed = typeof leaving === 'object'
    if (typeof leaving === 'object' || status >= 400 || !this.passage) return leaving
    const failed = (error: unknown) => this.fail(error)
    try {
      const done = this.passage.leave(status)
      if (!(done instanceof Promise)) return leaving
      this.pending = true
      return done
        .then(() => leaving, failed)
        .finally(() => {
          this.pending = false
        })
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
    const { house, method, passage } = this
    const declared = this.inForce()
    if (declared?.reason !== undefined) return 'whole'
    if (!declared && !house.all) return 'whole'
    if (method === 'OPTIONS' || (status >= 300 && status < 400)) return hasBody ? 'empty' : 'whole'
    if (status < 400 && !declared) return this.#refuse('purpose_missing')
    // somebody answered before it was asked who asks
    if (status < 400 && !passage) return this.#refuse('no_context')
    if (status >= 500 && passage?.denied !== undefined) return this.fail(passage.denied)
    // what is not there looks like what is denied, whatever the app says of it
    if (status === 404 && house.denialStatus === 404 && declared) return bare(house, status, this.id)
    // an answer in the app's own words may tell why
    if (status >= 400 && hasBody && !this.judged && passage?.denied !== undefined)
      return bare(house, status, this.id)
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
