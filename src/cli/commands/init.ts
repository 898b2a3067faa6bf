import type { CommandModule } from '../command.js'

/** A policy, a test of it and an example that run. It never overwrites anything. */
export const init: CommandModule = {
  declare: (command) =>
    command
      .option('--dir <folder>', 'where to write', 'purposebound')
      .option('--lang <lang>', '`ts` or `js`; without it what the project is written in'),
  examples: ['purposebound init', 'purposebound init --dir src/privacy --lang ts'],
  run: async (given) => (await import('../answers/init.js')).init(given),
}
