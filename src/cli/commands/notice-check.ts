import type { CommandModule } from '../command.js'

/** Where a published notice and the policy differ. */
export const noticeCheck: CommandModule = {
  declare: (command) =>
    command
      .argument('<file>', 'the published notice: Markdown or HTML')
      .argument('[policy]', 'a .ts, .js, .json or .yaml file')
      .option('--schemas <file>', 'the module that exports the zod schemas of a .json or .yaml policy')
      .option('--lang <lang>', '`en` or `ja`: what the notice must be in; without it whichever it is in'),
  examples: [
    'purposebound notice check privacy.ja.md policy.ts',
    'purposebound notice check public/privacy.html policy.ts --lang en --json',
  ],
  run: async (given) => (await import('../answers/notice-check.js')).noticeCheck(given),
}
