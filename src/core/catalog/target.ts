import type { Issues } from './issues.js'

/** What `uses`, `sees`, `writes`, `masks` and `of` may name: a category, or a declared field as `resource.path`. */
export class Targets {
  readonly #names: ReadonlySet<string>

  constructor(names: Iterable<string>) {
    this.#names = new Set(names)
  }

  check(name: string, path: string, issues: Issues): void {
    if (!this.#names.has(name)) issues.unknown(path, 'category or field', name, this.#names)
  }
}

/** The nearest of a field's targets (the field, its category, the parents) that `has` an answer. */
export function nearest<T>(chain: readonly string[], answers: ReadonlyMap<string, T>): T | undefined {
  for (const target of chain) {
    const answer = answers.get(target)
    if (answer !== undefined) return answer
  }
  return undefined
}
