import type { Command } from 'commander'

/** The options that both questions to a trail have. */
export function withTrailOptions(command: Command): Command {
  return command
    .argument('<log>', 'the folder of a journal, or a file with one record a line')
    .requiredOption(
      '--keys <file>',
      'the keys behind the pseudonyms, in JSON: `{ "current": "k1", "k1": "<hex>" }`',
    )
    .option('--population <names...>', 'where people are looked for', ['person'])
    .option('--tenant <tenant>', 'the tenant of whom is looked for; none unless it is named')
    .option('--since <time>', 'from this time on, RFC 3339')
    .option('--until <time>', 'before this time, RFC 3339')
    .option('--people <file>', 'ids, one a line: those that stand behind pseudonyms are shown')
    .option('--reads <file>', 'note there who looked for whom, before anything is shown')
}
