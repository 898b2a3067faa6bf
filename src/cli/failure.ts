/** Where in a file something is wrong. */
export interface Spot {
  readonly file?: string
  /** Counted from 1. */
  readonly line?: number
  readonly column?: number
}

/** One thing wrong with what the command was given. */
export interface Problem extends Spot {
  readonly message: string
  readonly hint?: string
}

/** The question could not be asked: exit code 2, and nothing was written. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly problems: readonly Problem[]

  constructor(...problems: readonly Problem[]) {
    super(problems.map(({ message }) => message).join('\n'))
    this.problems = problems
  }
}

/** A problem as a terminal shows it: `policy.yaml:12:3: unknown role`. */
export function spotText({ file, line, column }: Spot): string {
  if (file === undefined) return ''
  return `${[file, ...(line === undefined ? [] : [line, ...(column === undefined ? [] : [column])])].join(':')}: `
}
