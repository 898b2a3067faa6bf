import { PolicyError, type PolicyIssue } from '../errors.js'
import { suggest } from './name.js'
import { byCodeUnit } from './pointer.js'

/** Where the names of a kind are declared: while that place is wrong itself, nobody knows which names there are. */
const SECTIONS: { readonly [kind: string]: string } = {
  category: '/categories',
  population: '/populations',
  purpose: '/purposes',
  recipient: '/recipients',
  resource: '/resources',
}

/** Collects everything that is wrong with a policy, so that it is said at once. */
export class Issues {
  readonly #found: PolicyIssue[] = []
  #settled: readonly string[] = []

  add(path: string, message: string, suggestion?: string): void {
    if (this.isSettled(path)) return
    this.#found.push(Object.freeze({ path, message, ...(suggestion !== undefined && { suggestion }) }))
  }

  /** Reports `name` as unknown, with the closest of `known`. */
  unknown(path: string, kind: string, name: string, known: Iterable<string>): void {
    const section = SECTIONS[kind]
    if (section !== undefined && this.isSettled(section)) return
    this.add(path, `unknown ${kind} \`${name.slice(0, 80)}\``, suggest(name, [...known]))
  }

  /**
   * Of the places found wrong so far, and of `path`, enough is said: what stands there now is a stand-in, and whatever
   * else seems wrong with it, or below it, follows from that.
   */
  settle(path?: string): void {
    const wrong = this.#found.map((issue) => issue.path)
    this.#settled = path === undefined ? wrong : [...this.#settled, path]
  }

  /** Whether a place is, or lies below, one of which enough is said. */
  isSettled(path: string): boolean {
    return this.#settled.some((at) => path === at || path.startsWith(`${at}/`))
  }

  /** Throws a PolicyError when anything was found. */
  throwIfAny(): void {
    if (this.#found.length > 0)
      throw new PolicyError(Object.freeze(this.#found.toSorted((a, b) => byCodeUnit(a.path, b.path))))
  }
}
