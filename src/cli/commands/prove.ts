import type { CommandModule } from '../command.js'

/** Claims about a policy: each holds, or has a counter-example. */
export const prove: CommandModule = {
  declare: (command) =>
    command
      .argument('[policy]', 'a .ts, .js, .json or .yaml file')
      .option('--schemas <file>', 'the module that exports the zod schemas of a .json or .yaml policy')
      .option('--claims <file>', 'a list of claims, in YAML or JSON')
      .option('--claim <json...>', 'a claim')
      .option('--within <policy>', 'claim that it permits nothing that this policy does not'),
  examples: [
    'purposebound prove policy.ts --claims claims.yaml',
    `purposebound prove policy.ts --claim '{ no: role, sees: clear, of: [payment], for: [marketing] }'`,
    'purposebound prove policy.ts --within last-year.yaml --schemas schemas.ts',
  ],
  run: async (given) => (await import('../answers/prove.js')).prove(given),
}
