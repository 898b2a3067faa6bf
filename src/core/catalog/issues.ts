import { PolicyError, type PolicyIssue } from '../errors.js'
import { suggest } from './name.js'
import { byCodeUnit } from './pointer.js'

/** Collects everything that is wrong with a policy, so that it is said at once. */
export class Issues {
  readonly #found: PolicyIssue[] = []

  add(path: string, message: string, suggestion?: string): void {
    this.#found.push(Object.freeze({ path, message, ...(suggestion !== undefined && { suggestion }) }))
  }

  /** Reports `name` as unknown, with the closest of `known`. */
  unknown(path: string, kind: string, name: string, known: Iterable<string>): void {
    this.add(path, `unknown ${kind} \`${name.slice(0, 80)}\``, suggest(name, [...known]))
  }

  get any(): boolean {
    return this.#found.length > 0
  }

  /** Throws a PolicyError when anything was found. */
  throwIfAny(): void {
    if (this.any)
      throw new PolicyError(Object.freeze(this.#found.toSorted((a, b) => byCodeUnit(a.path, b.path))))
  }
}
