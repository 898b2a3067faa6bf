import type { CommandModule } from '../../command.js'
import { Failure } from '../../failure.js'

/** The latest records of an audit log. */
export const tail: CommandModule = {
  declare: (command) => command.argument('<directory>', 'the folder of the journal'),
  examples: ['purposebound audit tail audit -n 50'],
  async run() {
    throw new Failure({ message: 'this version cannot read a log' })
  },
}
