import type { CommandModule } from '../../command.js'

/** Everything that is held about one person, by a gate of the user's. */
export const report: CommandModule = {
  declare: (command) =>
    command
      .argument('<person>', 'whose data')
      .requiredOption('--gate <file>', 'the module that exports the gate with its `sources`')
      .requiredOption('--for <purpose>', 'the purpose that answers what people ask for')
      .requiredOption('--actor <id>', 'who asks')
      .option('--as <role...>', 'the roles of who asks', [])
      .option('--population <name>', 'where the person is looked for', 'person')
      .option('--tenant <tenant>', 'the tenant of the person and of who asks')
      .option('--number', 'the id of the person is a number')
      .option('--justification <text>', 'why, where the purpose requires it')
      .option('--since <time>', 'uses from this time on, RFC 3339')
      .option('--until <time>', 'uses before this time, RFC 3339')
      .option('--html', 'a page for the person instead')
      .option('--lang <lang>', 'the language of the page: en or ja', 'en'),
  examples: [
    'purposebound subject report m-1 --gate gate.ts --for rights --actor dpo --as officer',
    'purposebound subject report m-1 --gate gate.ts --for rights --actor dpo --as officer --html --lang ja > report.html',
  ],
  run: async (given) => (await import('../../answers/subject/report.js')).report(given),
}
