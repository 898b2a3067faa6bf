import { lint } from '../../index.js'
import type { Answer, Given } from '../command.js'
import { loadPolicy } from '../load-policy.js'

/** Whether a policy is valid, and what is odd about it. */
export async function check({ args: [named], options, terminal: { colour } }: Given): Promise<Answer> {
  const { policy, file } = await loadPolicy(named, options)
  const { name, version, digest, document } = policy
  const odd = lint(policy)
  const counts = (['resources', 'purposes', 'roles'] as const).map((section) =>
    counted(Object.keys(document[section]).length, section),
  )
  const lines = odd.map(
    ({ path, message, reason, code }) =>
      `${colour('yellow', 'odd:')} ${path}: ${message} (${code})\n     ${colour('dim', reason)}\n`,
  )
  const fine = `${colour('green', 'fine:')} ${file} holds ${name} ${version}: ${counts.join(', ')}\n`
  return {
    yes: odd.length === 0 || options['strict'] !== true,
    text: lines.join('') + fine,
    data: { file, policy: { name, version, digest }, odd },
  }
}

function counted(count: number, things: string): string {
  return `${count} ${count === 1 ? things.slice(0, -1) : things}`
}
