import { lint } from '../../index.js'
import type { CommandModule } from '../command.js'
import { loadPolicy } from '../load-policy.js'

/** Whether a policy is valid, and what is odd about it. */
export const check: CommandModule = {
  declare: (command) =>
    command
      .argument('[policy]', 'a .ts, .js, .json or .yaml file')
      .option('--schemas <file>', 'the module that exports the zod schemas of a .json or .yaml policy')
      .option('--strict', 'answer no where anything is odd'),
  examples: ['purposebound check policy.ts', 'purposebound check policy.yaml --schemas schemas.js --strict'],
  async run({ args: [named], options, terminal: { colour } }) {
    const { policy, file } = await loadPolicy(named, options)
    const { name, version, digest, document } = policy
    const odd = lint(policy)
    const counts = (['resources', 'purposes', 'roles'] as const).map(
      (section) => `${Object.keys(document[section]).length} ${section}`,
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
  },
}
