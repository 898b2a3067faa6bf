import type { CommandModule } from '../../command.js'

/** The latest records of an audit log. */
export const tail: CommandModule = {
  declare: (command) =>
    command
      .argument('<directory>', 'the folder of the journal')
      .option('-n, --lines <count>', 'how many records', '20')
      .option('-f, --follow', 'wait for more; with --json one record a line'),
  examples: ['purposebound audit tail audit -n 50', 'purposebound audit tail audit --follow'],
  run: async (given) => (await import('../../answers/audit/tail.js')).tail(given),
}
