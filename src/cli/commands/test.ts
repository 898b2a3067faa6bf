import type { CommandModule } from '../command.js'

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
  run: async (given) => (await import('../answers/test.js')).test(given),
}
