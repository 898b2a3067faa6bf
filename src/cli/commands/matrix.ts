import type { CommandModule } from '../command.js'

/** Everything that every role, or every person of a list, sees for every purpose. */
export const matrix: CommandModule = {
  declare: (command) =>
    command
      .argument('[policy]', 'a .ts, .js, .json or .yaml file')
      .option('--schemas <file>', 'the module that exports the zod schemas of a .json or .yaml policy')
      .option('--people <file>', 'people and their roles, in YAML or JSON: `Hanako: [agent, mailer]`')
      .option('--role <role...>', 'only these roles or people')
      .option('--purpose <purpose...>', 'only these purposes'),
  examples: [
    'purposebound matrix policy.ts > matrix.txt',
    'purposebound matrix policy.ts --people people.yaml --purpose support',
  ],
  run: async (given) => (await import('../answers/matrix.js')).matrix(given),
}
