import type { CommandModule } from '../command.js'

/** The record of processing that a policy comes to. */
export const ropa: CommandModule = {
  declare: (command) =>
    command
      .argument('[policy]', 'a .ts, .js, .json or .yaml file')
      .option('--schemas <file>', 'the module that exports the zod schemas of a .json or .yaml policy')
      .option('--lang <lang>', '`en` or `ja`', 'en')
      .option('--bom', 'begin with the mark by which Excel knows UTF-8'),
  examples: [
    'purposebound ropa policy.ts > ropa.csv',
    'purposebound ropa policy.ts --lang ja --bom > ropa.csv',
    'purposebound ropa policy.ts --json',
  ],
  run: async (given) => (await import('../answers/ropa.js')).ropa(given),
}
