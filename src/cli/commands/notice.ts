import type { CommandModule } from '../command.js'

/** The privacy notice that a policy comes to. */
export const notice: CommandModule = {
  declare: (command) =>
    command
      .argument('[policy]', 'a .ts, .js, .json or .yaml file')
      .option('--schemas <file>', 'the module that exports the zod schemas of a .json or .yaml policy')
      .option('--lang <lang>', '`en` or `ja`; without it `en`')
      .option('--format <format>', '`markdown` or `html`; without it `markdown`'),
  examples: [
    'purposebound notice policy.ts --lang ja > privacy.ja.md',
    'purposebound notice policy.ts --lang en --format html > privacy.html',
    'purposebound notice check privacy.ja.md policy.ts',
  ],
  run: async (given) => (await import('../answers/notice.js')).notice(given),
}
