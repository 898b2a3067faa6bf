import type { CommandModule } from '../../command.js'
import { withTrailOptions } from './trail-options.js'

/** Every use of one person's data that a log tells of. */
export const who: CommandModule = {
  declare: (command) => withTrailOptions(command).requiredOption('--person <id>', 'whose data'),
  examples: [
    'purposebound audit who audit --person m-1 --population member --keys keys.json',
    'purposebound audit who audit.jsonl --person m-1 --keys keys.json --people staff.txt --json',
  ],
  run: async (given) => (await import('../../answers/audit/who.js')).who(given),
}
