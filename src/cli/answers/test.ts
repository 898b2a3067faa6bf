import type { Answer, Given } from '../command.js'
import { loadPolicy } from '../load-policy.js'
import { runTables } from '../tables.js'

/** Tables of expectations, run against a policy. */
export async function test({
  args: [named, ...tables],
  options,
  terminal: { colour },
}: Given): Promise<Answer> {
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
}

function indented(message = ''): string {
  return message.replaceAll(/^/gm, '  ')
}
