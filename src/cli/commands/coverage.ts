import type { CommandModule } from '../command.js'

/** Which grants and prohibitions no table of expectations, or no record, exercised. */
export const coverage: CommandModule = {
  declare: (command) =>
    command
      .argument('[policy]', 'a .ts, .js, .json or .yaml file')
      .argument(
        '[tables...]',
        'tables of expectations; without them every *.policy-test.yaml below this folder',
      )
      .option('--schemas <file>', 'the module that exports the zod schemas of a .json or .yaml policy')
      .option('--log <log>', 'count what is on record instead of running tables')
      .option('--all', 'list what was exercised, too')
      .option('--fail-below <percent>', 'answer no below this share'),
  examples: [
    'purposebound coverage policy.ts --fail-below 90',
    'purposebound coverage policy.ts --log audit.jsonl --all',
  ],
  run: async (given) => (await import('../answers/coverage.js')).coverage(given),
}
