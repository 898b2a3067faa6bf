import type { CommandModule } from '../../command.js'
import { withTrailOptions } from './trail-options.js'

/** Whose data an actor saw between two times: the list that a report of a leak needs. */
export const actor: CommandModule = {
  declare: (command) => withTrailOptions(command).requiredOption('--actor <id>', 'who saw it'),
  examples: [
    'purposebound audit actor audit --actor a-17 --tenant t-1 --since 2026-11-01 --until 2026-12-01 --keys keys.json',
    'purposebound audit actor audit --actor a-17 --keys keys.json --population member --people members.txt --json',
  ],
  run: async (given) => (await import('../../answers/audit/actor.js')).actor(given),
}
