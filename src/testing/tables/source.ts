import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import { suggest } from '../../index.js'
import { TableError, type TableIssue } from './table-error.js'

/** A path into a table, key by key. */
export type Path = readonly (string | number)[]

const LONGEST = 5_000_000

/** A table as it was written: its data, and where each part of it stands. */
export class Source {
  readonly data: unknown
  readonly #file: string
  readonly #document: Document
  readonly #lines = new LineCounter()
  readonly #issues: TableIssue[] = []

  /** @throws TableError for what is no YAML */
  constructor(text: string, file: string) {
    this.#file = file
    const short = typeof text === 'string' && text.length <= LONGEST ? text : ''
    // 1.2, so that `no` and a date are text; a key that stands twice is refused
    this.#document = parseDocument(short, {
      version: '1.2',
      uniqueKeys: true,
      merge: false,
      lineCounter: this.#lines,
    })
    if (typeof text !== 'string') this.add([], 'a table is a text')
    else if (short !== text) this.add([], `a table is at most ${LONGEST} characters long`)
    // a warning is a tag or a directive that nobody here knows; what is quoted there may hold anything
    for (const { code, pos } of [...this.#document.errors, ...this.#document.warnings])
      this.#issues.push({ ...this.#at(pos[0]), path: '', message: `YAML ${code}` })
    this.data = this.#read()
    this.settle()
  }

  add(path: Path, message: string, suggestion?: string): void {
    this.#issues.push({
      ...this.#at(this.#offset(path)),
      path: path.map((key) => `/${key}`).join(''),
      message,
      ...(suggestion !== undefined && { suggestion }),
    })
  }

  /** Something called by a name that there is not. */
  unknown(path: Path, what: string, name: unknown, known: readonly string[]): void {
    const called = String(name)
    this.add(path, `there is no ${what} \`${called.slice(0, 80)}\``, suggest(called, known))
  }

  /** The line where a part stands. */
  line(path: Path): number {
    return this.#at(this.#offset(path)).line
  }

  /** @throws TableError with all that was added, in the order of the file */
  settle(): void {
    // a row that is used twice is wrong once
    const each = new Map(
      this.#issues.map((issue) => [`${issue.line}:${issue.column} ${issue.message}`, issue]),
    )
    const issues = [...each.values()].toSorted((a, b) => a.line - b.line || a.column - b.column)
    if (issues.length > 0) throw new TableError(issues)
  }

  #read(): unknown {
    try {
      // aliases that multiply are refused by the parser
      return this.#issues.length > 0 ? undefined : this.#document.toJS({ maxAliasCount: 100 })
    } catch {
      this.add([], 'YAML that cannot be read as data')
      return undefined
    }
  }

  #at(offset: number) {
    const { line, col } = this.#lines.linePos(offset)
    return { file: this.#file, line: Math.max(line, 1), column: Math.max(col, 1) }
  }

  /** Where a path leads, or as far as it leads: of a key its name, of an element its first character. */
  #offset(path: Path): number {
    let node: unknown = this.#document.contents
    let offset = (node as Node | null)?.range?.[0] ?? 0
    for (const key of path) {
      if (isAlias(node)) node = node.resolve(this.#document)
      if (isMap(node)) {
        const pair = node.items.find((each) => isScalar(each.key) && String(each.key.value) === String(key))
        if (!pair) return offset
        offset = (pair.key as Node).range?.[0] ?? offset
        node = pair.value
      } else if (isSeq(node)) {
        node = node.items[Number(key)]
        offset = (node as Node | undefined)?.range?.[0] ?? offset
      } else return offset
    }
    return offset
  }
}
