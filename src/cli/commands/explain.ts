import type { CommandModule } from '../command.js'

/** What a role sees for a purpose, at most or of one row, and why not more. */
export const explain: CommandModule = {
  declare: (command) =>
    command
      .argument('[policy]', 'a .ts, .js, .json or .yaml file')
      .option('--schemas <file>', 'the module that exports the zod schemas of a .json or .yaml policy')
      .requiredOption('--for <purpose>', 'the purpose')
      .requiredOption('--on <resource>', 'the resource')
      .option('--as <role...>', 'the roles of who asks', [])
      .option('--row <file>', 'a row, as JSON; without it the row of which most is shown')
      .option('--actor <json>', 'what else is known of who asks, with --row')
      .option('--consents <purpose...>', 'with --row: what its people agreed to; all, where it is not given')
      .option('--field <path>', 'only this field')
      .option('--lang <lang>', '`en` or `ja`', 'en'),
  examples: [
    'purposebound explain policy.ts --as agent --for support --on member',
    `purposebound explain policy.ts --as agent --for support --on member --row row.json --actor '{"id":"a-17"}'`,
  ],
  run: async (given) => (await import('../answers/explain.js')).explain(given),
}
