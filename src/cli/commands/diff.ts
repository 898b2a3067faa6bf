import type { CommandModule } from '../command.js'

/** What a new policy permits that an old one does not. */
export const diff: CommandModule = {
  declare: (command) =>
    command
      .argument('<old>', 'the policy in force: a .ts, .js, .json or .yaml file')
      .argument('[new]', 'the policy that is to follow; without it `policy.*` here')
      .option('--schemas <file>', 'the module that exports the zod schemas of a .json or .yaml policy')
      .option('--lang <lang>', '`en` or `ja`', 'en')
      .option('--strict', 'answer no where anything becomes wider at all'),
  examples: [
    'purposebound diff policy.ts draft.ts',
    'purposebound diff policy.ts draft.ts --lang ja',
    'purposebound diff policy.ts draft.ts --strict --json',
  ],
  run: async (given) => (await import('../answers/diff.js')).diff(given),
}
