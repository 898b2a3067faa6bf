import { type PolicyIssue, PurposeboundError } from '../../index.js'

/** One thing wrong with a table: where in the file, what, and the closest name that exists. */
export interface TableIssue extends PolicyIssue {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** Every problem of a table at once: nothing of it was run. */
export class TableError extends PurposeboundError {
  override readonly name = 'TableError'
  readonly issues: readonly TableIssue[]

  constructor(issues: readonly TableIssue[]) {
    super('config_invalid', `\n${issues.map(inLine).join('\n')}`)
    this.issues = issues
  }
}

function inLine({ file, line, column, message, suggestion }: TableIssue): string {
  const hint = suggestion === undefined ? '' : `, did you mean \`${suggestion}\`?`
  return `  ${file}:${line}:${column}: ${message}${hint}`
}
