import { type Failure, spotText } from './failure.js'
import type { Terminal } from './terminal.js'

/** Every problem with its place and hint, a line each. */
export function failureText({ problems }: Failure, { colour }: Terminal): string {
  return problems
    .map((problem) => {
      const said = `${colour('red', 'error:')} ${colour('bold', spotText(problem))}${problem.message}\n`
      return problem.hint === undefined ? said : `${said}${colour('dim', ` hint: ${problem.hint}`)}\n`
    })
    .join('')
}
