import type { CommandModule } from '../command.js'

/** What another policy makes of what is on record. */
export const replay: CommandModule = {
  declare: (command) =>
    command
      .argument('<log>', 'the file of a file sink, or the folder of a journal')
      .argument('[policy]', 'the policy to decide by: a .ts, .js, .json or .yaml file')
      .option('--schemas <file>', 'the module that exports the zod schemas of a .json or .yaml policy')
      .option(
        '--from <policy...>',
        'the policies that it was recorded under: without them conditions stay open',
      )
      .option('--fail-on-change', 'answer no where anything comes out otherwise'),
  examples: [
    'purposebound replay audit.jsonl draft.ts --from policy.ts',
    'purposebound replay audit.jsonl draft.ts --from policy.ts --fail-on-change --json',
  ],
  run: async (given) => (await import('../answers/replay.js')).replay(given),
}
