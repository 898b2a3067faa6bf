import type { CommandModule } from '../command.js'
import { loadPolicy } from '../load-policy.js'
import { runTables } from '../tables.js'

/** Tables of expectations, run against a policy. */
export const test: CommandModule = {
  declare: (command) =>
    command
      .argument('[policy]', 'a .ts, .js, .json or .yaml file')
      .argument(
        '[tables...]',
        'tables of expectations; without them every *.policy-test.yaml below this folder',
      )
      .option('--schemas <file>', 'the module that exports the zod schemas of a .json or .yaml policy')
      .option('--verbose', 'name what passed, too'),
  examples: ['purposebound test', 'purposebound test policy.ts members.policy-test.yaml --verbose'],
  async run({ args: [named, ...tables], options, terminal: { colour } }) {
    const { policy } = await loadPolicy(named, options)
    const reports = await runTables(policy, tables.flat())
    const sum = (count: (report: (typeof reports)[number]) => number) =>
      reports.reduce((total, report) => total + count(report), 0)
    const [passed, failed] = [sum((report) => report.passed), sum((report) => report.failed)]
    const lines = reports.flatMap(({ file, results }) =>
      results.flatMap((result) => {
        if (!result.passed) return `${colour('red', 'failed:')} ${result.name}\n${indented(result.message)}\n`
        return options['verbose'] === true
          ? `${colour('green', 'passed:')} ${result.name} (${file}:${result.line})\n`
          : []
      }),
    )
    const said = `${passed} passed, ${failed} failed in ${reports.map(({ file }) => file).join(', ')}\n`
    return {
      yes: failed === 0,
      text: `${lines.join('')}${colour(failed === 0 ? 'green' : 'red', said)}`,
      data: { passed, failed, tables: reports.map(({ exercised: _, ...report }) => report) },
    }
  },
}

function indented(message = ''): string {
  return message.replaceAll(/^/gm, '  ')
}
