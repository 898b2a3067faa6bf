import type { CommandModule } from '../command.js'

/** Whether a policy is valid, and what is odd about it. */
export const check: CommandModule = {
  declare: (command) =>
    command
      .argument('[policy]', 'a .ts, .js, .json or .yaml file')
      .option('--schemas <file>', 'the module that exports the zod schemas of a .json or .yaml policy')
      .option('--strict', 'answer no where anything is odd'),
  examples: ['purposebound check policy.ts', 'purposebound check policy.yaml --schemas schemas.js --strict'],
  run: async (given) => (await import('../answers/check.js')).check(given),
}
